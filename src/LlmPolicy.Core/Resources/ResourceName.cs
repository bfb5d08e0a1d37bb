namespace LlmPolicy;

/// <summary>The namespace and name of a resource: an Upstream, a Secret, a VirtualService.</summary>
/// <param name="Namespace">Kubernetes' <c>metadata.namespace</c>.</param>
/// <param name="Name">Kubernetes' <c>metadata.name</c>.</param>
public readonly record struct ResourceName(string Namespace, string Name)
{
    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}
