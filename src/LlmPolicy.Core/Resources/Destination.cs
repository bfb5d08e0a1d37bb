using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>single</c>, or a weighted <c>destination</c>.</summary>
internal sealed record Destination(ResourceRef? Upstream, KubeDestination? Kube, SourcePosition Position)
{
    public static Destination Read(ObjectReader o)
    {
        o.AtMostOne("upstream", "kube", "consul");
        o.Unsupported("consul", "subset", "destinationSpec");
        return new(o.Object("upstream", ResourceRef.Read), o.Object("kube", KubeDestination.Read), o.Position);
    }
}
