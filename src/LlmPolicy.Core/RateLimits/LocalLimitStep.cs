using LlmPolicy.Exchanges;

namespace LlmPolicy.RateLimits;

/// <summary><c>localRatelimit</c>, compiled: a request takes a token of the bucket of its matcher, or of its host's.</summary>
/// <param name="buckets">The buckets, by the places of matchers; one alone is for all of them.</param>
/// <param name="position">The limit's line.</param>
internal sealed class LocalLimitStep(LocalRateLimit[] buckets, SourcePosition position) : IPolicyStep
{
    public IReadOnlyList<LocalRateLimit> Buckets => buckets;

    public SourcePosition Position => position;

    public StepResult Check(Exchange exchange)
    {
        var bucket = buckets.Length == 1 ? buckets[0] : buckets[exchange.MatcherIndex];
        var answers = exchange.Facts.RateLimits;
        if (answers.Find(bucket) is { } fits)
        {
            exchange.Findings?.Taken(bucket, fits, position);
            return fits ? StepResult.Pass : StepResult.Refuse(new Refusal(ReasonCodes.RateLimitLocal, 429, "local_rate_limited", position));
        }

        if (answers.AreCounted)
        {
            return StepResult.Ask(new LocalRateLimitNeed(bucket, position));
        }

        exchange.Findings?.WouldTake(bucket, position);
        exchange.Add(new UncountedLimit(RateLimitFindings.Words(bucket), position));
        return StepResult.Pass;
    }

    /// <summary>What it counts, in words.</summary>
    public override string ToString() => RateLimitFindings.Words(buckets[^1]);
}
