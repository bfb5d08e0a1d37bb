using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>jwks.local</c>: a PEM public key, a JWK or a JWKS.</summary>
internal sealed record LocalJwks(Text Key)
{
    public static LocalJwks Read(ObjectReader o) => new(o.Required("key"));
}
