using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>kube</c> of a destination: a Kubernetes Service without an Upstream of its own.</summary>
internal sealed record KubeDestination(ResourceRef? Ref, uint Port, SourcePosition Position)
{
    public static KubeDestination Read(ObjectReader o) => new(o.Object("ref", ResourceRef.Read), o.UInt32("port") ?? 0, o.Position);
}
