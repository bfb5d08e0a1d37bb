using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>multi</c>.</summary>
internal sealed record MultiDestination(IReadOnlyList<WeightedDestination> Destinations, SourcePosition Position)
{
    public static MultiDestination Read(ObjectReader o) => new(o.List("destinations", WeightedDestination.Read), o.Position);
}
