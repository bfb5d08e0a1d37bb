using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>Kubernetes' ObjectMeta: only the names matter here.</summary>
internal sealed record Metadata(ResourceName Name, SourcePosition Position)
{
    public const string DefaultNamespace = "default";

    public static Metadata Read(ObjectReader o)
    {
        // What the API server and kubectl add.
        o.Ignored(
            "labels", "annotations", "uid", "resourceVersion", "generation", "generateName", "creationTimestamp", "deletionTimestamp",
            "deletionGracePeriodSeconds", "managedFields", "ownerReferences", "finalizers", "selfLink", "clusterName");
        var name = o.Required("name");
        var ns = o.String("namespace");
        return new(new ResourceName(ns?.Value ?? DefaultNamespace, name.Value), name.Position);
    }
}
