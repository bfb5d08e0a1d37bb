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

/// <summary>Gloo asks for tokens in two stages, before and after external authorisation; <c>jwt</c> is the old name of the second.</summary>
internal sealed record StagedJwt<T>(T? BeforeExtAuth, T? AfterExtAuth)
    where T : class
{
    public static StagedJwt<T>? Read(ObjectReader o, string plain, string staged, Func<ObjectReader, T> read)
    {
        var (after, stages) = (o.Object(plain, read), ReadStaged(o, staged, read));
        return after is null ? stages : new(null, after);
    }

    public static StagedJwt<T>? ReadStaged(ObjectReader o, string staged, Func<ObjectReader, T> read) =>
        o.Object(staged, s => new StagedJwt<T>(s.Object("beforeExtAuth", read), s.Object("afterExtAuth", read)));
}

/// <summary><c>jwt.validationPolicy</c>.</summary>
internal enum ValidationPolicy
{
    RequireValid,
    AllowMissing,
    AllowMissingOrFailed,
}

/// <summary><c>jwt.providers.NAME</c>: an issuer, its keys, and where its tokens are looked for.</summary>
internal sealed record JwtProvider(
    Text? Issuer,
    IReadOnlyList<Text> Audiences,
    Jwks? Jwks,
    TokenSource? TokenSource,
    bool KeepToken,
    IReadOnlyList<ClaimToHeader> ClaimsToHeaders,
    uint? ClockSkewSeconds,
    SourcePosition Position)
{
    public static JwtProvider Read(ObjectReader o)
    {
        o.Unsupported("attachFailedStatusToMetadata");
        return new(
            o.String("issuer"),
            o.Strings("audiences"),
            o.Object("jwks", Jwks.Read),
            o.Object("tokenSource", TokenSource.Read),
            o.Boolean("keepToken") ?? false,
            o.List("claimsToHeaders", ClaimToHeader.Read),
            o.UInt32("clockSkewSeconds"),
            o.Position);
    }
}

/// <summary><c>jwks</c>: keys in the manifest, or where to fetch them.</summary>
internal sealed record Jwks(LocalJwks? Local, RemoteJwksSource? Remote, SourcePosition Position)
{
    public static Jwks Read(ObjectReader o)
    {
        o.AtMostOne("local", "remote");
        return new(o.Object("local", LocalJwks.Read), o.Object("remote", RemoteJwksSource.Read), o.Position);
    }
}

/// <summary><c>jwks.local</c>: a PEM public key, a JWK or a JWKS.</summary>
internal sealed record LocalJwks(Text Key)
{
    public static LocalJwks Read(ObjectReader o) => new(o.Required("key"));
}

/// <summary><c>jwks.remote</c>.</summary>
internal sealed record RemoteJwksSource(Text Url, ResourceRef? UpstreamRef, TimeSpan CacheDuration, SourcePosition Position)
{
    public static readonly TimeSpan DefaultCacheDuration = TimeSpan.FromMinutes(5);

    public static RemoteJwksSource Read(ObjectReader o)
    {
        // Keys are always fetched in the background.
        o.Ignored(FieldShape.Object, "asyncFetch");
        return new(o.Required("url"), o.Object("upstreamRef", ResourceRef.Read), o.Duration("cacheDuration") ?? DefaultCacheDuration, o.Position);
    }
}

/// <summary><c>tokenSource</c>: once it is there, only what it lists is looked at.</summary>
internal sealed record TokenSource(IReadOnlyList<TokenHeader> Headers, IReadOnlyList<Text> QueryParams)
{
    public static TokenSource Read(ObjectReader o) => new(o.List("headers", TokenHeader.Read), o.Strings("queryParams"));
}

/// <summary><c>tokenSource.headers[]</c>.</summary>
internal sealed record TokenHeader(Text Header, Text? Prefix)
{
    public static TokenHeader Read(ObjectReader o) => new(o.Required("header"), o.String("prefix"));
}

/// <summary><c>claimsToHeaders[]</c>: a verified claim that goes upstream as a header.</summary>
internal sealed record ClaimToHeader(Text Claim, Text Header, bool Append, SourcePosition Position)
{
    public static ClaimToHeader Read(ObjectReader o) =>
        new(o.Required("claim"), o.Required("header"), o.Boolean("append") ?? false, o.Position);
}

/// <summary>A route's word on tokens: stages switched off, or providers of its own. One of both.</summary>
internal sealed record RouteJwt(StagedJwt<JwtRouteExtension>? Stages, StagedJwt<JwtExtension>? Providers)
{
    public static RouteJwt? Read(ObjectReader o)
    {
        o.AtMostOne("jwt", "jwtStaged", "jwtProvidersStaged");
        var stages = StagedJwt<JwtRouteExtension>.Read(o, "jwt", "jwtStaged", JwtRouteExtension.Read);
        var providers = StagedJwt<JwtExtension>.ReadStaged(o, "jwtProvidersStaged", JwtExtension.Read);
        return stages is null && providers is null ? null : new(stages, providers);
    }
}

/// <summary><c>jwt</c> of a route: only <c>disable</c>.</summary>
internal sealed record JwtRouteExtension(bool Disable, SourcePosition Position)
{
    public static JwtRouteExtension Read(ObjectReader o) => new(o.Boolean("disable") ?? false, o.PositionOf("disable"));
}
