using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>A reference to another resource; <paramref name="Namespace"/> may be left out where Gloo fills it in.</summary>
internal sealed record ResourceRef(Text Name, Text? Namespace, SourcePosition Position)
{
    public static ResourceRef Read(ObjectReader o) => new(o.Required("name"), o.String("namespace"), o.Position);

    /// <summary>What is referred to where Gloo fills in no namespace: without one nothing goes by that name.</summary>
    public ResourceName Named() => In("");

    /// <summary>What to do where nothing is found.</summary>
    public string Advice(string otherwise) => Named().Namespace.Length == 0 ? "Give the reference a namespace: Gloo fills in none here." : otherwise;

    public ResourceName In(string defaultNamespace) => new(Namespace?.Value is { Length: > 0 } ns ? ns : defaultNamespace, Name.Value);
}
