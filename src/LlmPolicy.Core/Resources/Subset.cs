using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>subset</c> of a destination: labels of the hosts that are meant.</summary>
internal sealed record Subset(IReadOnlyList<(Text Name, Text Value)> Values, SourcePosition Position)
{
    public static Subset Read(ObjectReader o) => new(o.StringMap("values"), o.Position);
}
