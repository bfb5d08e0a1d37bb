using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>Kubernetes' ObjectMeta: names, and the labels that route tables are selected by.</summary>
internal sealed record Metadata(ResourceName Name, SourcePosition Position)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public const string DefaultNamespace = "default";

    public static Metadata Read(ObjectReader o)
    {
        // What the API server and kubectl add.
        o.Ignored(FieldShape.StringMap, "annotations");
        o.Ignored(FieldShape.String, "uid", "resourceVersion", "generateName", "creationTimestamp", "deletionTimestamp", "selfLink", "clusterName");
        o.Ignored(FieldShape.Int64, "generation", "deletionGracePeriodSeconds");
        o.Ignored(FieldShape.Objects, "managedFields", "ownerReferences");
        o.Ignored(FieldShape.Strings, "finalizers");
        var name = o.Required("name");
        var ns = o.String("namespace");
        return new(new ResourceName(ns?.Value ?? DefaultNamespace, name.Value), name.Position)
        {
            Labels = o.StringMap("labels").DistinctBy(l => l.Key.Value).ToDictionary(l => l.Key.Value, l => l.Value.Value),
        };
    }
}
