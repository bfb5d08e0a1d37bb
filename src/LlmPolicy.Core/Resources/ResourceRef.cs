using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>A reference to another resource; <paramref name="Namespace"/> may be left out where Gloo fills it in.</summary>
internal sealed record ResourceRef(Text Name, Text? Namespace, SourcePosition Position)
{
    public static ResourceRef Read(ObjectReader o) => new(o.Required("name"), o.String("namespace"), o.Position);

    public ResourceName In(string defaultNamespace) => new(Namespace?.Value is { Length: > 0 } ns ? ns : defaultNamespace, Name.Value);
}
