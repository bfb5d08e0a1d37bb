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

/// <summary><c>rbac.policies.NAME</c>.</summary>
internal sealed record RbacPolicy(
    IReadOnlyList<Principal> Principals,
    Permissions? Permissions,
    Text? NestedClaimDelimiter,
    SourcePosition Position)
{
    /// <summary>A claim's name, cut into the names of objects inside each other.</summary>
    public string[] PathOf(Text claim) => NestedClaim.PathOf(claim, NestedClaimDelimiter);

    public static RbacPolicy Read(ObjectReader o) => new(
        o.List("principals", Principal.Read),
        o.Object("permissions", Permissions.Read),
        o.String("nestedClaimDelimiter"),
        o.Position);
}

/// <summary>A claim's name as it is written: cut into the names of objects inside each other where <c>nestedClaimDelimiter</c> says at what.</summary>
internal static class NestedClaim
{
    public static string[] PathOf(Text claim, Text? delimiter) => delimiter is { Value.Length: > 0 } ? claim.Value.Split(delimiter.Value) : [claim.Value];
}

/// <summary><c>permissions</c>: what is allowed; nothing set allows everything.</summary>
internal sealed record Permissions(Text? PathPrefix, IReadOnlyList<Text> Methods)
{
    public static Permissions Read(ObjectReader o) => new(o.String("pathPrefix"), o.Strings("methods"));
}

/// <summary><c>principals[]</c>.</summary>
internal sealed record Principal(JwtPrincipal? JwtPrincipal, SourcePosition Position)
{
    public static Principal Read(ObjectReader o) => new(o.Object("jwtPrincipal", Resources.JwtPrincipal.Read), o.Position);
}

/// <summary><c>jwtPrincipal</c>: claims that have to match, all of them, by one matcher.</summary>
internal sealed record JwtPrincipal(
    IReadOnlyList<(Text Name, Text Value)> Claims,
    Text? Provider,
    ClaimMatcherKind Matcher,
    SourcePosition Position)
{
    private static readonly Dictionary<string, ClaimMatcherKind> Matchers = new()
    {
        ["EXACT_STRING"] = ClaimMatcherKind.ExactString,
        ["BOOLEAN"] = ClaimMatcherKind.Boolean,
        ["LIST_CONTAINS"] = ClaimMatcherKind.ListContains,
        ["REGEX_MATCH"] = ClaimMatcherKind.RegexMatch,
    };

    public static JwtPrincipal Read(ObjectReader o) =>
        new(o.StringMap("claims"), o.String("provider"), o.Enum("matcher", Matchers) ?? ClaimMatcherKind.ExactString, o.Position);
}

/// <summary><c>jwtPrincipal.matcher</c>.</summary>
internal enum ClaimMatcherKind
{
    ExactString,
    Boolean,
    ListContains,
    RegexMatch,
}
