namespace LlmPolicy.Tests;

/// <summary>Asks again until it is so, a minute at the most.</summary>
internal static class Waiting
{
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            // A loop that never waits takes the processor from what it waits for.
            await Task.Delay(1, limit.Token);
        }
    }

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>What a counter holds, once the server answers.</summary>
    public static async Task<(long Used, long Reserved)> AnsweredAsync(this IBudgetStore store, string counter, BudgetPeriod period)
    {
        BudgetReading? reading = null;
        await UntilAsync(async () => (reading = await store.ReadAsync(counter, period, TestContext.Current.CancellationToken)) is not null);
        return (reading!.Value.Used, reading.Value.Reserved);
    }
}
