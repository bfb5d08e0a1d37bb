namespace LlmPolicy;

/// <summary>A token is to be taken from a bucket of the process's own (<c>ratelimit.localRatelimit</c>). Told by <see cref="RateLimitAnswers.WithTaken"/>.</summary>
public sealed class LocalRateLimitNeed : PolicyNeed
{
    internal LocalRateLimitNeed(LocalRateLimit limit, SourcePosition position)
        : base(ReasonCodes.RateLimitNeeded, position) => Limit = limit;

    /// <summary>The bucket.</summary>
    public LocalRateLimit Limit { get; }
}
