namespace LlmPolicy.Dashboard.Support;

/// <summary>A manifest of one host, whose routes need a token of the test's own key.</summary>
internal static class Manifest
{
    private static readonly SigningKey Key = SigningKey.Rsa();

    /// <summary>A good token with these claims beside its issuer.</summary>
    public static string Token(string claims = "\"sub\":\"alice\"") => Key.Sign($$"""{"iss":"test",{{claims}}}""");

    /// <summary>An app with one route, <c>/v1</c>, to the stand-in, with a provider's key put on.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="route">The route's name.</param>
    /// <param name="more">Other resources.</param>
    public static DashboardSetup Setup(string provider = "tests", string route = "chat", string more = "") => new()
    {
        Services = builder => builder.AddLlmPolicy().AddManifest(Text(provider, route) + more, "policy.yaml"),
        Configuration = new()
        {
            ["LlmPolicy:Upstreams:default:llm"] = "{upstream}",
            ["LlmPolicy:Secrets:default:key:Authorization"] = "Bearer canary-provider-key",
            ["LlmPolicy:Budgets:KeepNames"] = "true",
        },
    };

    /// <summary>The line of the manifest in which this stands.</summary>
    public static int LineOf(string text) => Text("tests", "chat").Split('\n').Index().First(line => line.Item.Contains(text, StringComparison.Ordinal)).Index + 1;

    /// <summary>The manifest itself.</summary>
    public static string Text(string provider, string route) => $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            options:
              jwt:
                providers:
                  {{provider}}:
                    issuer: test
                    jwks:
                      local:
                        key: |
        {{string.Join('\n', Key.PublicKey.TrimEnd().Split('\n').Select(line => $"                  {line}"))}}
            routes:
              - name: {{route}}
                matchers: [{prefix: /v1}]
                routeAction: {single: {upstream: {name: llm, namespace: default} } }
                options:
                  headerManipulation:
                    requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default} }]
                  rbac:
                    policies:
                      readers: {principals: [{jwtPrincipal: {claims: {sub: alice} } }] }

        """;
}
