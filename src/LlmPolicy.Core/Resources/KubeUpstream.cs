using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>kube</c> of an Upstream: a Kubernetes Service, reached by its cluster DNS name.</summary>
internal sealed record KubeUpstream(Text ServiceName, Text? ServiceNamespace, uint ServicePort, SourcePosition Position)
{
    /// <summary>Whether its hosts are told apart by labels.</summary>
    public bool HasSubsets { get; init; }

    public static KubeUpstream Read(ObjectReader o)
    {
        // Which pods stand behind the Service is the cluster's business.
        o.Ignored(FieldShape.StringMap, "selector");
        o.Ignored(FieldShape.Object, "serviceSpec", "subsetSpec");
        ServiceSpec.Check(o);
        return new(o.Required("serviceName"), o.String("serviceNamespace"), o.UInt32("servicePort") ?? 0, o.Position) { HasSubsets = o.Has("subsetSpec") };
    }
}
