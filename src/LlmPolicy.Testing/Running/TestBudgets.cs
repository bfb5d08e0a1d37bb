using LlmPolicy.Budgets;

namespace LlmPolicy.Testing.Running;

/// <summary>Budgets and the clock of cases that go on from each other: the store in memory, and the ledger that hosts have.</summary>
internal sealed class TestBudgets
{
    private readonly CaseClock _clock;
    private readonly BudgetLedger _ledger;
    private readonly OutputHistory _outputs = new(capacity: 100);

    private TestBudgets(DateTimeOffset start)
    {
        _clock = new CaseClock(start);
        MemoryBudgetStore store = new(_clock);
        _ledger = new BudgetLedger(store, store, new BudgetNames(null), _outputs);
    }

    /// <summary>Runs a case, and before it those that it goes on from.</summary>
    public static CaseOutcome Run(PreparedCase prepared, TestPolicies policies, TimeProvider clock)
    {
        Stack<PreparedCase> line = new();
        for (var one = prepared; one is not null; one = one.Before)
        {
            line.Push(one);
        }

        TestBudgets budgets = new(line.Peek().Case.Now ?? clock.GetUtcNow());
        CaseOutcome outcome;
        do
        {
            outcome = budgets.Run(line.Pop(), policies);
        }
        while (line.Count > 0);

        return outcome;
    }

    private CaseOutcome Run(PreparedCase prepared, TestPolicies policies)
    {
        _clock.Set(prepared.Case.Now);
        var decision = prepared.Decide(policies, _outputs, _clock.GetUtcNow());
        if (decision.Forwarding is not { } forwarding)
        {
            return new CaseOutcome(decision, 0);
        }

        if (BudgetLedger.DemandsOf(forwarding) is not { } demands)
        {
            return new CaseOutcome(decision, prepared.Case.Parallel);
        }

        // All are there before the first is answered.
        List<BudgetAdmission> admissions = [.. Enumerable.Range(0, prepared.Case.Parallel).Select(_ => Result(_ledger.ReserveAsync(decision, forwarding, demands, default)))];
        List<BudgetHold> holds = [.. admissions.Select(admission => admission.Hold).OfType<BudgetHold>()];
        if (prepared.Case.Usage is { } usage)
        {
            holds.ForEach(hold => Result(_ledger.EndAsync(hold, usage)));
        }

        return new CaseOutcome(admissions[^1].Refusal ?? decision, holds.Count)
        {
            Shown = holds.Count == 0 ? [] : BudgetHeaders.Of(demands, holds[^1].Readings.Span, holds[^1].At),
            Counters = [.. demands.SelectMany(demand => demand.Counters).Select(counter => (counter, Result(_ledger.ReadAsync(counter))!.Value))],
        };
    }

    /// <summary>A store in memory answers at once.</summary>
    private static T Result<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
