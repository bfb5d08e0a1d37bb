using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>How a route was come to, through tables: what it is called here, and what Gloo calls it.</summary>
/// <param name="Name">Its name, or its place, through the tables that led to it.</param>
/// <param name="GlooName">The same as Gloo writes it.</param>
/// <param name="IsNamed">Whether it, or one on the way to it, has a name; else Gloo drops its own.</param>
/// <param name="Way">The resources on the way, each with the name of its route, if that has one.</param>
internal sealed record RouteTrail(string Name, string GlooName, bool IsNamed, IReadOnlyList<RouteStep> Way)
{
    /// <summary>The Gateway that Gloo has by default, and its proxy: no manifest here names another.</summary>
    private const string Gateway = "gateway-proxy";

    /// <summary>Where a VirtualService begins.</summary>
    public static RouteTrail Of(VirtualService service) => new("", $"vs:{Gateway}_{Gateway}_{service.Name.Namespace}_{service.Name.Name}", false, [new(service, null)]);

    /// <summary>Where a table begins that no VirtualService leads to.</summary>
    public static RouteTrail Alone { get; } = new("", "", false, []);

    /// <summary>On into a table, from a route.</summary>
    public RouteTrail Into(RouteTable table) =>
        new($"{Name}.{table.Name}.", $"{GlooName}_rt:{table.Name.Namespace}_{table.Name.Name}", IsNamed, [.. Way, new(table, null)]);

    /// <summary>On to a route.</summary>
    public RouteTrail To(Text? name, int index) =>
        new(Name + (name?.Value ?? $"routes[{index}]"), $"{GlooName}_route:{(name is { Value.Length: > 0 } given ? given.Value : $"<unnamed-{index}>")}", IsNamed || name is { Value.Length: > 0 }, name is null ? Way : [.. Way.SkipLast(1), .. Way.TakeLast(1).Select(step => step with { Route = name.Value })]);
}

/// <summary>A resource that a route was come to through, and the name of its route; null for one without a name.</summary>
internal sealed record RouteStep(Resource Holder, string? Route);
