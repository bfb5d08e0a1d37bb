using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

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
