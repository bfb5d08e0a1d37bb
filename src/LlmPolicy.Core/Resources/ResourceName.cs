namespace LlmPolicy;

/// <summary>The namespace and name of a resource: an Upstream, a Secret, a VirtualService.</summary>
/// <param name="Namespace">Kubernetes' <c>metadata.namespace</c>.</param>
/// <param name="Name">Kubernetes' <c>metadata.name</c>.</param>
public readonly record struct ResourceName(string Namespace, string Name)
{
    /// <summary>Compares without regard to case: for names that come by the environment, where some systems write capitals. A cluster's are in small letters.</summary>
    public static IEqualityComparer<ResourceName> IgnoreCase { get; } = new IgnoreCaseComparer();

    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";

    private sealed class IgnoreCaseComparer : IEqualityComparer<ResourceName>
    {
        public bool Equals(ResourceName x, ResourceName y) =>
            string.Equals(x.Namespace, y.Namespace, StringComparison.OrdinalIgnoreCase) && string.Equals(x.Name, y.Name, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(ResourceName name) =>
            HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(name.Namespace), StringComparer.OrdinalIgnoreCase.GetHashCode(name.Name));
    }
}
