using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>maxStreamDuration</c> of a route.</summary>
internal sealed record MaxStreamDuration(TimeSpan? Limit)
{
    public static MaxStreamDuration Read(ObjectReader o)
    {
        o.Unsupported("grpcTimeoutHeaderMax", "grpcTimeoutHeaderOffset");
        return new(o.Duration("maxStreamDuration"));
    }
}
