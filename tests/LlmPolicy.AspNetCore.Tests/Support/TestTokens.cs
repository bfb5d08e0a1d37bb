namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Tokens signed by a key that lives as long as the test run.</summary>
internal static class TestTokens
{
    private static readonly SigningKey Key = SigningKey.Rsa();

    public static string PublicKeyPem => Key.PublicKey;

    public static string Mint(string payload) => Mint("""{"alg":"RS256"}""", payload);

    public static string Mint(string header, string payload) => Key.Sign(header, payload);
}
