using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>rbac</c>: one policy that matches is enough. A route's replaces its host's whole.</summary>
internal sealed record RbacSettings(bool Disable, IReadOnlyList<(Text Name, RbacPolicy Policy)> Policies, SourcePosition Position)
{
    /// <summary>Where it is said whether it is switched off.</summary>
    public SourcePosition DisablePosition { get; init; } = Position;

    public static RbacSettings Read(ObjectReader o) =>
        new(o.Boolean("disable") ?? false, o.Map("policies", RbacPolicy.Read), o.Position) { DisablePosition = o.PositionOf("disable") };
}
