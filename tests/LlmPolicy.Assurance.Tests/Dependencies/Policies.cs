using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What the gateways of these tests enforce, and the secrets in it, which nobody may see.</summary>
internal static class Policies
{
    public const string ModelsHost = "models.test";
    public const string KeysHost = "keys.test";

    /// <summary>A provider's key, with characters that JSON and URLs write otherwise.</summary>
    public const string ProviderKey = "sk-c4nary/of+the=provider";

    /// <summary>How long a request to <c>/timed</c> may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(7);

    /// <summary>How often a request to <c>/thrice</c> may be sent again.</summary>
    public const int Retries = 2;

    private static readonly SigningKey Key = SigningKey.Ec();

    /// <summary>A caller's token.</summary>
    public static string Token { get; } = Key.Sign("""{"iss":"test","sub":"caller"}""");

    /// <summary>The part of it that stands in no other token.</summary>
    public static string Signature { get; } = Token[(Token.LastIndexOf('.') + 1)..];

    /// <summary>The options of a host that takes tokens by a key.</summary>
    public static string Jwt(SigningKey key) => "{jwt: {providers: {p: {issuer: test, jwks: {local: {key: \"" + key.PublicKey.ReplaceLineEndings("\\n") + "\"}}}}}}";

    public static string Upstream { get; } = GatewayManifests.Upstream("models", $"{{hosts: [{{addr: {ModelsHost}, port: 80}}]}}");

    /// <summary>
    /// One Upstream. To <c>plain.test</c> it is asked once, up to three times (<c>/thrice</c>) or for a bounded time (<c>/timed</c>); to <c>watched.test</c> with all that reads
    /// requests and answers along: a rule of models, a filter of lists, a meter, a budget of three under way.
    /// </summary>
    public static string Gateway { get; } = string.Join(
        "\n---\n",
        Service("plain", Jwt(Key),
            Route("/thrice", "retries: {retryOn: '5xx,reset', numRetries: 2, retryBackOff: {baseInterval: 0.001s}}"), Route("/timed", "timeout: 7s"), Route("/")),
        Service("watched", Jwt(Key), Route("/timed", "timeout: 7s"), Route("/")),
        """
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: watched}], filterModelList: true, rules: [{models: ['gpt*']}]}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: UsagePolicy
        metadata: {name: meter, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: watched}], meter: true}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: under-way, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: watched}], key: [{claim: sub}], limits: [{concurrent: 3}]}
        """,
        Upstream,
        GatewayManifests.Secret("key", "authorization", $"Bearer {ProviderKey}"));

    /// <summary>A service at <c>NAME.test</c>.</summary>
    public static string Service(string name, string options, params string[] routes) => GatewayManifests.Guarded(options, string.Join('\n', routes))
        .Replace("name: gateway", $"name: {name}", StringComparison.Ordinal).Replace("\"*\"", $"{name}.test", StringComparison.Ordinal);

    /// <summary>A route to the one Upstream, with a secret's headers.</summary>
    public static string Route(string prefix, string options = "", string secret = "key") => GatewayManifests.Route(
        prefix, options: $"headerManipulation: {{requestHeadersToAdd: [{{headerSecretRef: {{name: {secret}, namespace: default}}, append: false}}]}}\n{options}".TrimEnd());

    /// <summary>A request to <c>HOST.test</c>, one line a string.</summary>
    public static string Request(string method, string target, string host = "plain", params string[] headers) =>
        string.Join('\n', [$"{method} {target} HTTP/1.1", $"Host: {host}.test", $"Authorization: Bearer {Token}", .. headers]);
}
