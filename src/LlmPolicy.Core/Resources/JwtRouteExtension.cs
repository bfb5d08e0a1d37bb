using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>jwt</c> of a route: only <c>disable</c>.</summary>
internal sealed record JwtRouteExtension(bool Disable, SourcePosition Position)
{
    public static JwtRouteExtension Read(ObjectReader o) => new(o.Boolean("disable") ?? false, o.PositionOf("disable"));
}
