using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.IdentityModel.Tests.Support;

/// <summary>A key that an issuer signs with, and as it publishes it.</summary>
internal sealed class SigningPair(SecurityKey key, string algorithm)
{
    public const string Issuer = "https://login.example";

    public const string Audience = "chat";

    public SecurityKey Key => key;

    /// <summary>A JWK as servers write it, <c>use</c> and <c>alg</c> included.</summary>
    public string Jwk
    {
        get
        {
            var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(((RsaSecurityKey)key).Rsa.ExportParameters(false)));
            return $$"""{"kty":"RSA","use":"sig","alg":"{{algorithm}}","kid":"{{key.KeyId}}","n":"{{jwk.N}}","e":"{{jwk.E}}"}""";
        }
    }

    public static SigningPair Rsa(string kid, string algorithm = "RS256") => new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = kid }, algorithm);

    /// <summary>A token that is good for a year from a clock that runs, and from one that stands at the beginning of 2000.</summary>
    public string Mint(string? signedBy = null) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Audience,
        Subject = new([new("sub", "alice")]),
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddYears(1),
        SigningCredentials = new SigningCredentials(key, signedBy ?? algorithm),
    });
}
