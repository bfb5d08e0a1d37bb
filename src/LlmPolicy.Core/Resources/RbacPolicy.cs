using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>rbac.policies.NAME</c>.</summary>
internal sealed record RbacPolicy(
    IReadOnlyList<Principal> Principals,
    Permissions? Permissions,
    Text? NestedClaimDelimiter,
    SourcePosition Position)
{
    public static RbacPolicy Read(ObjectReader o) => new(
        o.List("principals", Principal.Read),
        o.Object("permissions", Permissions.Read),
        o.String("nestedClaimDelimiter"),
        o.Position);
}
