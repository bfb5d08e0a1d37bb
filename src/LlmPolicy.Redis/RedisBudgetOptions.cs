namespace LlmPolicy;

/// <summary>How budgets are kept in Redis.</summary>
public sealed record RedisBudgetOptions
{
    /// <summary>
    /// What the names of all keys begin with: visible ASCII characters without braces. It is their hash tag, so that a cluster keeps them in one slot; processes of the same
    /// name share their budgets. Default: <c>llmpolicy</c>.
    /// </summary>
    public string Name { get; init; } = "llmpolicy";

    /// <summary>How long a reservation waits for an answer, and a reservation that Redis runs later than that does nothing. Default: 50 ms.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long Redis is not asked after half of the calls of a second failed, ten of them at least. Default: 500 ms.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most ends of leases that are kept to be told again while Redis does not answer. Leases of which the end is lost run out by themselves. Default: 100,000.</summary>
    public int MaxPending { get; init; } = 100_000;
}
