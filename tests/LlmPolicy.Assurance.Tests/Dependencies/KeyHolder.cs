namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whoever signs with a key of a remote set, and that set.</summary>
internal static class KeyHolder
{
    /// <summary>A set with this key alone.</summary>
    public static string SetOf(string kid, SigningKey key) => $$"""{"keys":[{{key.Jwk("\"alg\":\"ES256\"", $"\"kid\":\"{kid}\"")}}]}""";

    /// <summary>A request to <c>plain.test</c> with a token by this key.</summary>
    public static string Head(string kid, SigningKey key)
    {
        string token = key.Sign($$"""{"alg":"ES256","kid":"{{kid}}"}""", """{"iss":"test","sub":"c4nary"}""");
        return $"GET /v1 HTTP/1.1\nHost: plain.test\nAuthorization: Bearer {token}";
    }

    /// <summary>What such a request is answered.</summary>
    public static async Task<int> StatusAsync(HostileGateway gateway, string kid, SigningKey key) => (await gateway.AskAsync(Head(kid, key))).Status;
}
