namespace LlmPolicy.Budgets;

/// <summary>What counters hold, as the store has it.</summary>
internal sealed class BudgetReader(BudgetLedger ledger)
{
    /// <summary>Limits with what is used of them; null if the store does not answer.</summary>
    public async ValueTask<IReadOnlyList<LimitUse>?> ReadAsync(IReadOnlyList<BudgetCounter> counters)
    {
        List<LimitUse> limits = new(counters.Count);
        foreach (var counter in counters)
        {
            if (await ledger.ReadAsync(counter).ConfigureAwait(false) is not { } reading)
            {
                return null;
            }

            limits.Add(LimitUse.Of(counter, reading));
        }

        return limits;
    }
}
