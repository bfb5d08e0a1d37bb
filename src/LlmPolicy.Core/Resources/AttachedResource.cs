using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>A resource of our own group, whose rules hold for the routes that it names (<c>spec.targetRefs</c>).</summary>
internal abstract record AttachedResource(Metadata Metadata, IReadOnlyList<TargetRef> Targets) : Resource(Metadata)
{
    /// <summary>The group of our own kinds.</summary>
    public const string Group = "llmpolicy.dev";

    public const string ApiVersion = $"{Group}/v1alpha1";

    /// <summary>A kind whose <c>spec</c> has <c>targetRefs</c> beside what <paramref name="read"/> asks for.</summary>
    public static ResourceKind Define<T>(string name, Func<Metadata, IReadOnlyList<TargetRef>, ObjectReader, T> read)
        where T : AttachedResource
        => new(ApiVersion, name, ResourceKind.WithSpec((metadata, spec) => read(metadata, spec.List("targetRefs", TargetRef.Read), spec)));
}

/// <summary>
/// What a resource attaches to, in its own namespace: a VirtualService or a RouteTable, or those of its routes that have a name. The fields are those of the Gateway
/// API's <c>LocalPolicyTargetReferenceWithSectionName</c>.
/// </summary>
internal sealed record TargetRef(Text Kind, Text Name, Text? SectionName, SourcePosition Position)
{
    public static TargetRef Read(ObjectReader o)
    {
        o.Ignored(FieldShape.String, "group");
        return new(o.Required("kind"), o.Required("name"), o.String("sectionName"), o.Position);
    }
}
