using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>A Kubernetes object that has a part in the policy.</summary>
internal abstract record Resource(Metadata Metadata)
{
    public ResourceName Name => Metadata.Name;

    /// <summary>The <c>kind</c> as the manifest spells it.</summary>
    public string Kind => GetType().Name;
}

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

/// <summary>A reference to another resource; <paramref name="Namespace"/> may be left out where Gloo fills it in.</summary>
internal sealed record ResourceRef(Text Name, Text? Namespace, SourcePosition Position)
{
    public static ResourceRef Read(ObjectReader o)
    {
        var name = o.Required("name");
        if (name.Value.Length == 0 && o.Has("name"))
        {
            // A template without its value. What it was to name may be a guard.
            o.Error(DiagnosticCodes.RequiredField, name.Position, "'name' is empty: nothing goes by that name.", "Name what is meant.");
        }

        return new(name, o.String("namespace"), o.Position);
    }

    /// <summary>What is referred to where Gloo fills in no namespace: without one nothing goes by that name.</summary>
    public ResourceName Named() => In("");

    /// <summary>What to do where nothing is found.</summary>
    public string Advice(string otherwise) => Named().Namespace.Length == 0 ? "Give the reference a namespace: Gloo fills in none here." : otherwise;

    public ResourceName In(string defaultNamespace) => new(Namespace?.Value is { Length: > 0 } ns ? ns : defaultNamespace, Name.Value);
}

/// <summary><c>header</c>: a name and a value.</summary>
internal sealed record KeyedValue(Text Key, Text? Value)
{
    public static KeyedValue Read(ObjectReader o) => new(o.Required("key"), o.String("value"));
}
