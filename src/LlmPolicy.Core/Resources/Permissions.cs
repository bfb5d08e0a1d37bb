using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>permissions</c>: what is allowed; nothing set allows everything.</summary>
internal sealed record Permissions(Text? PathPrefix, IReadOnlyList<Text> Methods)
{
    public static Permissions Read(ObjectReader o) => new(o.String("pathPrefix"), o.Strings("methods"));
}
