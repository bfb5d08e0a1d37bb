using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>ModelPolicy</c>: which models a caller may ask for on the routes that it attaches to.</summary>
internal sealed record ModelPolicy(
    Metadata Metadata, IReadOnlyList<TargetRef> Targets, IReadOnlyList<ModelPolicyRule> Rules, uint? BodyLimit, bool FilterModelList, SourcePosition Position)
    : AttachedResource(Metadata, Targets)
{
    public static ResourceKind Definition { get; } = Define(nameof(ModelPolicy), Read) with { RuleLists = ["rules"] };

    /// <summary>Where <c>bodyLimit</c> is written.</summary>
    public SourcePosition BodyLimitPosition { get; init; } = Position;

    private static ModelPolicy Read(Metadata metadata, IReadOnlyList<TargetRef> targets, ObjectReader spec) => new(
        metadata, targets, spec.List("rules", ModelPolicyRule.Read), spec.UInt32("bodyLimit"), spec.Boolean("filterModelList") ?? false, spec.Position)
    {
        BodyLimitPosition = spec.PositionOf("bodyLimit"),
    };
}

/// <summary><c>rules[]</c>: whom it is for, and which models it allows.</summary>
internal sealed record ModelPolicyRule(
    Text? Name,
    IReadOnlyList<Principal> Principals,
    Text? NestedClaimDelimiter,
    IReadOnlyList<Text> Models,
    Text? FromClaim,
    Text? ClaimProvider,
    ClaimSeparator ClaimSeparator,
    IReadOnlyList<Text> Unnamed,
    IReadOnlyList<(Text Alias, Text Name)> SetModel,
    SourcePosition Position)
{
    private static readonly Dictionary<string, ClaimSeparator> Separators = new()
    {
        ["NONE"] = ClaimSeparator.None,
        ["SPACE"] = ClaimSeparator.Space,
        ["COMMA"] = ClaimSeparator.Comma,
    };

    public static ModelPolicyRule Read(ObjectReader o) => new(
        o.String("name"),
        o.List("principals", Principal.Read),
        o.String("nestedClaimDelimiter"),
        o.Strings("models"),
        o.String("fromClaim"),
        o.String("claimProvider"),
        o.Enum("claimSeparator", Separators) ?? ClaimSeparator.None,
        o.Strings("unnamed"),
        o.StringMap("setModel"),
        o.Position);
}

/// <summary><c>claimSeparator</c>: what stands between the names within one string of a claim.</summary>
internal enum ClaimSeparator
{
    None,
    Space,
    Comma,
}
