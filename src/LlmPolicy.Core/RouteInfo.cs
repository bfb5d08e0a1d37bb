namespace LlmPolicy;

/// <summary>The route that a request matched.</summary>
/// <param name="VirtualService">The VirtualService that holds it.</param>
/// <param name="Name">The route's <c>name</c>, or its place in the list, as <c>routes[2]</c>.</param>
/// <param name="Position">Where the route begins in its manifest.</param>
public sealed record RouteInfo(ResourceName VirtualService, string Name, SourcePosition Position)
{
    /// <summary><c>namespace/virtualservice:route</c>, for logs.</summary>
    public override string ToString() => $"{VirtualService}:{Name}";
}
