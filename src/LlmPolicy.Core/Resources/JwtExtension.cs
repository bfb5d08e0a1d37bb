using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>jwt</c> of a virtual host, or <c>jwtProvidersStaged</c> of a route: providers, of which one has to accept.</summary>
internal sealed record JwtExtension(
    IReadOnlyList<(Text Name, JwtProvider Provider)> Providers,
    ValidationPolicy ValidationPolicy,
    SourcePosition Position)
{
    /// <summary>Where it is said that a token may be missing.</summary>
    public SourcePosition ValidationPolicyPosition { get; init; } = Position;

    private static readonly Dictionary<string, ValidationPolicy> Policies = new()
    {
        ["REQUIRE_VALID"] = ValidationPolicy.RequireValid,
        ["ALLOW_MISSING"] = ValidationPolicy.AllowMissing,
        ["ALLOW_MISSING_OR_FAILED"] = ValidationPolicy.AllowMissingOrFailed,
    };

    public static JwtExtension Read(ObjectReader o)
    {
        bool legacy = o.Boolean("allowMissingOrFailedJwt") ?? false;
        var policy = o.Enum("validationPolicy", Policies) ?? ValidationPolicy.RequireValid;

        // The old field takes precedence (jwt.proto).
        return new(o.Map("providers", JwtProvider.Read), legacy ? ValidationPolicy.AllowMissingOrFailed : policy, o.Position)
        {
            ValidationPolicyPosition = o.PositionOf(legacy ? "allowMissingOrFailedJwt" : "validationPolicy"),
        };
    }
}
