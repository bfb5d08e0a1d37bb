using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>retries.retryBackOff</c>.</summary>
internal sealed record RetryBackOff(TimeSpan? BaseInterval, TimeSpan? MaxInterval, SourcePosition Position)
{
    public static RetryBackOff Read(ObjectReader o) => new(o.Duration("baseInterval"), o.Duration("maxInterval"), o.Position);
}
