namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Tokens signed by a key that lives as long as the test run.</summary>
internal static class TestTokens
{
    private static readonly SigningKey Key = SigningKey.Rsa();

    public static string PublicKeyPem => Key.PublicKey;

    public static string Mint(string payload) => Key.Sign("""{"alg":"RS256"}""", payload);
}
