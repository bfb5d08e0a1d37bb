using System.Text.Json;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>A key as a key server publishes it, and the tokens that it signs.</summary>
internal sealed class TestKey(string kid)
{
    private readonly SigningKey _key = SigningKey.Ec();

    public string Jwk => _key.Jwk("\"alg\":\"ES256\"", $"\"kid\":\"{kid}\"");

    /// <summary>Half of what the public key is.</summary>
    public string X => JsonElement.Parse(Jwk).GetProperty("x").GetString()!;

    /// <summary>A token of issuer <paramref name="issuer"/>; <paramref name="header"/>: more members of its header, each after a comma.</summary>
    public string Mint(string issuer = "a", string header = "") => _key.Sign($$"""{"alg":"ES256","kid":"{{kid}}"{{header}}}""", $$"""{"iss":"{{issuer}}"}""");

    public static string Set(params TestKey[] keys) => $$"""{"keys":[{{string.Join(',', keys.Select(k => k.Jwk))}}]}""";
}
