using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>rbac.policies.NAME</c>.</summary>
internal sealed record RbacPolicy(
    IReadOnlyList<Principal> Principals,
    Permissions? Permissions,
    Text? NestedClaimDelimiter,
    SourcePosition Position)
{
    /// <summary>A claim's name, cut into the names of objects inside each other.</summary>
    public string[] PathOf(Text claim) => NestedClaimDelimiter is { Value.Length: > 0 } delimiter ? claim.Value.Split(delimiter.Value) : [claim.Value];

    public static RbacPolicy Read(ObjectReader o) => new(
        o.List("principals", Principal.Read),
        o.Object("permissions", Permissions.Read),
        o.String("nestedClaimDelimiter"),
        o.Position);
}
