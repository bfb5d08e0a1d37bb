using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whoever signs with a key of a remote set, and that set.</summary>
internal static class KeyHolder
{
    /// <summary>A set with this key alone.</summary>
    public static string SetOf(string kid, SigningKey key) => $$"""{"keys":[{{key.Jwk("\"alg\":\"ES256\"", $"\"kid\":\"{kid}\"")}}]}""";

    /// <summary>A key server's answer with that set.</summary>
    public static string AnswerOf(string kid, SigningKey key) => SetOf(kid, key) is var set ? $"HTTP/1.1 200 OK\r\nContent-Length: {set.Length}\r\n\r\n{set}" : "";

    /// <summary>The service at <c>plain.test</c> that takes tokens by a remote set's keys.</summary>
    /// <param name="more">What its <c>remote</c> has beside the <c>url</c>.</param>
    public static string Service(string more = "") => Policies.Service(
        "plain", $"{{jwt: {{providers: {{p: {{issuer: test, jwks: {{remote: {{url: 'https://keys.example/jwks'{(more.Length > 0 ? ", " : "")}{more}}}}}}}}}}}}}", GatewayManifests.Route("/"));

    /// <summary>A request to <c>plain.test</c> with a token by this key.</summary>
    public static string Head(string kid, SigningKey key)
    {
        string token = key.Sign($$"""{"alg":"ES256","kid":"{{kid}}"}""", """{"iss":"test","sub":"c4nary"}""");
        return $"GET /v1 HTTP/1.1\nHost: plain.test\nAuthorization: Bearer {token}";
    }

    /// <summary>What such a request is answered.</summary>
    public static async Task<int> StatusAsync(HostileGateway gateway, string kid, SigningKey key) => (await gateway.AskAsync(Head(kid, key))).Status;

    /// <summary>Waits until so many fetches are over, and what came of them counts.</summary>
    public static async Task FetchedAsync(PolicyStore store, int fetches)
    {
        while (store.Current.RemoteKeys.Status[0].Fetches < fetches)
        {
            await Task.Yield();
        }
    }
}
