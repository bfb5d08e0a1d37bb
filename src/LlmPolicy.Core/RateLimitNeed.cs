namespace LlmPolicy;

/// <summary>A rate limit service is to be asked about the request, and counts it (<c>ratelimit.rateLimits</c>). Told by <see cref="RateLimitAnswers.With"/>.</summary>
public sealed class RateLimitNeed : PolicyNeed
{
    internal RateLimitNeed(string option, RateLimitRequest request, SourcePosition position)
        : base(ReasonCodes.RateLimitNeeded, position) => (Option, Request) = (option, request);

    /// <summary>The option that asks, as <c>ratelimit</c> or <c>ratelimitEarly</c>. Two of them that ask the same count twice, as in Envoy.</summary>
    public string Option { get; }

    /// <summary>What is asked.</summary>
    public RateLimitRequest Request { get; }
}
