namespace LlmPolicy;

/// <summary>A rate limit service is to be asked about the request, and counts it (<c>ratelimit.rateLimits</c>). Told by <see cref="RateLimitAnswers.With"/>.</summary>
public sealed class RateLimitNeed : PolicyNeed
{
    internal RateLimitNeed(string option, RateLimitRequest request, RateLimitRules rules, SourcePosition position)
        : base(ReasonCodes.RateLimitNeeded, position) => (Option, Request, Rules) = (option, request, rules);

    /// <summary>The option that asks, as <c>ratelimit</c> or <c>ratelimitEarly</c>. Two of them that ask the same count twice, as in Envoy.</summary>
    public string Option { get; }

    /// <summary>What is asked.</summary>
    public RateLimitRequest Request { get; }

    /// <summary>The rules that count it, unless a service of the host's own does: those of the policy that asks, whatever is in force by now.</summary>
    public RateLimitRules Rules { get; }
}
