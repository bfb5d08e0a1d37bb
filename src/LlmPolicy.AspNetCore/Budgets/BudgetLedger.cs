namespace LlmPolicy.Budgets;

/// <summary>
/// Turns what a decision takes of budgets into one reservation, and settles it by what was used. It knows neither server nor log: tests of a policy do with it what the host does.
/// </summary>
internal sealed class BudgetLedger(IBudgetStore store, MemoryBudgetStore local, BudgetNames names, OutputHistory history)
{
    /// <summary>How long a lease lasts of a request that no bound of its route ends: longer than it is likely to take.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>What a request may take beside its bounds: to be settled, and for clocks that differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>What a request that is sent takes of budgets; null for nothing.</summary>
    public static List<BudgetDemand>? DemandsOf(Forwarding forwarding)
    {
        List<BudgetDemand>? demands = null;
        for (int i = 0; i < forwarding.Effects.Count; i++)
        {
            if (forwarding.Effects[i] is BudgetDemand demand)
            {
                (demands ??= []).Add(demand);
            }
        }

        return demands;
    }

    /// <summary>Reserves for a request that is about to be sent: all of it in one step, or nothing.</summary>
    /// <param name="decision">The request's decision.</param>
    /// <param name="forwarding">How it is sent.</param>
    /// <param name="demands">What it takes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<BudgetAdmission> ReserveAsync(PolicyDecision decision, Forwarding forwarding, List<BudgetDemand> demands, CancellationToken cancellationToken)
    {
        var charges = Charges(demands);
        if (charges.Length > BudgetReservation.MaxCharges)
        {
            // A budget in the shadow refuses nobody, in this way neither.
            demands = demands.FindAll(demand => !demand.IsShadow);
            charges = Charges(demands);
        }

        if (charges.Length == 0)
        {
            return default;
        }

        if (charges.Length > BudgetReservation.MaxCharges)
        {
            return new(Refusal: BudgetRefusals.TooMany(decision, demands[0]));
        }

        var reservation = new BudgetReservation(NewLease(), charges, LifetimeOf(forwarding));
        var result = await store.ReserveAsync(reservation, cancellationToken).ConfigureAwait(false);
        if (result.Outcome != BudgetReserveOutcome.Unavailable)
        {
            return Admit(store, decision, demands, reservation, result);
        }

        // Nobody waits for it any more: that is no failure of the store's.
        if (cancellationToken.IsCancellationRequested)
        {
            return new(Refusal: BudgetRefusals.Unavailable(decision, demands[0]));
        }

        var strictest = demands.Where(demand => !demand.IsShadow).MinBy(demand => demand.OnStoreFailure);
        switch (strictest?.OnStoreFailure ?? StoreFailureMode.Allow)
        {
            case StoreFailureMode.Allow:
                return new(StoreFailure: StoreFailureMode.Allow);
            case StoreFailureMode.Local:
                result = await local.ReserveAsync(reservation, cancellationToken).ConfigureAwait(false);
                return Admit(local, decision, demands, reservation, result) with { StoreFailure = StoreFailureMode.Local };
            default:
                return new(Refusal: BudgetRefusals.Unavailable(decision, strictest!), StoreFailure: StoreFailureMode.Refuse);
        }
    }

    /// <summary>Settles what was reserved for a request that is over, or gives it back if it was not sent.</summary>
    /// <param name="hold">What was reserved.</param>
    /// <param name="usage">What its answer used; null where there was none.</param>
    public ValueTask<BudgetEndOutcome> EndAsync(BudgetHold hold, LlmUsage? usage)
    {
        if (!hold.IsSent)
        {
            return hold.Store.CancelAsync(hold.Reservation);
        }

        if (usage is not null)
        {
            foreach (var demand in hold.Demands)
            {
                demand.Learn(history, usage);
            }
        }

        long[] used = Amounts(hold.Demands, usage);
        hold.Used = used;
        return hold.Store.SettleAsync(hold.Reservation, used);
    }

    /// <summary>What a counter holds now; null if the store does not answer.</summary>
    public ValueTask<BudgetReading?> ReadAsync(BudgetCounter counter) => store.ReadAsync(names.Of(counter), counter.Period);

    /// <summary>A budget in the shadow counts, and never refuses.</summary>
    private BudgetCharge[] Charges(List<BudgetDemand> demands)
    {
        var charges = new BudgetCharge[demands.Sum(demand => demand.Counters.Count)];
        int i = 0;
        foreach (var demand in demands)
        {
            foreach (var counter in demand.Counters)
            {
                charges[i++] = new BudgetCharge(names.Of(counter), counter.Period, demand.IsShadow ? BudgetDemand.NoLimit : counter.Limit, counter.Amount);
            }
        }

        return charges;
    }

    private static long[] Amounts(IReadOnlyList<BudgetDemand> demands, LlmUsage? usage) =>
        demands.Count == 1 ? demands[0].Used(usage) : [.. demands.SelectMany(demand => demand.Used(usage))];

    /// <summary>A new name for a lease. Random, and without the call into the system that a new Guid costs: nobody gains anything by guessing it.</summary>
    private static Guid NewLease()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>An hour at the least: not every host enforces a route's bounds, and some begin late.</summary>
    private static TimeSpan LifetimeOf(Forwarding forwarding) =>
        (forwarding.MaxStreamDuration ?? forwarding.Timeout) is not { } bound || bound <= Lifetime - Margin ? Lifetime
        : bound < Longest - Margin ? bound + Margin
        : Longest;

    private static BudgetAdmission Admit(IBudgetStore granting, PolicyDecision decision, List<BudgetDemand> demands, in BudgetReservation reservation, in BudgetReserveResult result)
    {
        if (result.Outcome == BudgetReserveOutcome.Reserved)
        {
            return new(new BudgetHold(granting, reservation, demands, result.Readings, result.At));
        }

        int binding = result.Binding ?? 0;
        var demand = demands.First(one => (binding -= one.Counters.Count) < 0);
        var counter = demand.Counters[binding + demand.Counters.Count];
        return new(Refusal: BudgetRefusals.Exceeded(decision, demands, demand, counter, result), Binding: counter, FitsAt: result.FitsAt);
    }
}
