using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Packaging.Running;

/// <summary>An issuer on loopback, with discovery and one key.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RsaSecurityKey _key = NewKey();

    private OpenIdProvider(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<OpenIdProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        OpenIdProvider provider = new(builder.Build());
        provider._app.Urls.Add("http://127.0.0.1:0");
        provider._app.MapGet("/.well-known/openid-configuration", () => $$"""{"issuer":"https://staff.example","jwks_uri":"{{provider.Address}}/keys"}""");
        provider._app.MapGet("/keys", () => provider.Keys());
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>A token of the provider's key, or of a stranger's with the same name.</summary>
    public string Token() => Token(_key);

    /// <inheritdoc cref="Token()"/>
    public static string StrangersToken() => Token(NewKey());

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = "one" };

    private static string Token(RsaSecurityKey key) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "https://staff.example",
        Audience = "staff",
        Subject = new([new("sub", "alice")]),
        SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
    });

    private string Keys()
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.Rsa.ExportParameters(includePrivateParameters: false)));
        return $$"""{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"one","n":"{{key.N}}","e":"{{key.E}}"}]}""";
    }
}
