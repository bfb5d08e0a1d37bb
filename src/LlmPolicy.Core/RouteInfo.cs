namespace LlmPolicy;

/// <summary>The route that a request matched.</summary>
public sealed record RouteInfo
{
    /// <summary>The VirtualService that holds it.</summary>
    public required ResourceName VirtualService { get; init; }

    /// <summary>The route's <c>name</c>, or its place in the list, as <c>routes[2]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the route begins in its manifest.</summary>
    public required SourcePosition Position { get; init; }

    /// <summary><c>namespace/virtualservice:route</c>, for logs.</summary>
    public override string ToString() => $"{VirtualService}:{Name}";
}
