using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>single</c>, or a weighted <c>destination</c>.</summary>
internal sealed record Destination(ResourceRef? Upstream, SourcePosition Position)
{
    public static Destination Read(ObjectReader o)
    {
        o.AtMostOne("upstream", "kube", "consul");
        o.Unsupported("kube", "consul", "subset", "destinationSpec");
        return new(o.Object("upstream", ResourceRef.Read), o.Position);
    }
}
