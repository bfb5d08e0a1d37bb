using LlmPolicy.Budgets;

namespace LlmPolicy.LimitRules;

/// <summary>
/// Counts requests by the rules of the manifests, on the store of the budgets. All counters of a request are counted, also where one of them is over: who asks again too soon
/// waits no less.
/// </summary>
/// <param name="rules">The rules in force.</param>
/// <param name="store">Where it is counted.</param>
/// <param name="names">The names of counters there.</param>
internal sealed class StoredRateLimits(Func<RateLimitRules> rules, IBudgetStore store, BudgetNames names) : IRateLimitService
{
    private static readonly RateLimitResponse Passed = new(false);
    private static readonly RateLimitResponse Over = new(true);

    public async ValueTask<RateLimitResponse?> LimitAsync(RateLimitRequest request, CancellationToken cancellationToken)
    {
        var inForce = rules();
        var counters = inForce.CountersOf(request);
        if (counters.Count == 0)
        {
            return Passed;
        }

        var charges = new BudgetCharge[counters.Count];
        for (int i = 0; i < charges.Length; i++)
        {
            charges[i] = new BudgetCharge(names.Of(counters[i]), counters[i].Period, counters[i].Limit, counters[i].Amount);
        }

        var readings = new BudgetReading[charges.Length];
        DateTimeOffset at = default;
        for (int first = 0; first < charges.Length; first += BudgetReservation.MaxCharges)
        {
            int length = Math.Min(BudgetReservation.MaxCharges, charges.Length - first);
            if (await store.CountAsync(charges.AsMemory(first, length), cancellationToken).ConfigureAwait(false) is not { } count)
            {
                return null;
            }

            count.Readings.CopyTo(readings.AsMemory(first));
            at = count.At;
        }

        bool over = false;
        for (int i = 0; i < readings.Length; i++)
        {
            over |= counters[i].IsOver(readings[i]);
        }

        return inForce.ShowsHeaders ? new RateLimitResponse(over) { ResponseHeaders = RateLimitHeaders.Of(counters, readings, at) } : over ? Over : Passed;
    }
}
