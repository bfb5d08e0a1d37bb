using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>retries</c> of a route or a virtual host.</summary>
internal sealed record RetryOptions(
    Text? RetryOn, uint? NumRetries, TimeSpan? PerTryTimeout, RetryBackOff? RetryBackOff, IReadOnlyList<uint> RetriableStatusCodes)
{
    public static RetryOptions Read(ObjectReader o)
    {
        // The hosts of an Upstream have one priority here: there is none to avoid.
        o.Ignored(FieldShape.Object, "previousPriorities");
        o.Unsupported("rateLimitedRetryBackOff");
        return new(
            o.String("retryOn"),
            o.UInt32("numRetries"),
            o.Duration("perTryTimeout"),
            o.Object("retryBackOff", Resources.RetryBackOff.Read),
            o.UInt32s("retriableStatusCodes"));
    }
}
