namespace LlmPolicy.Testing;

/// <summary>A VirtualService with one provider, whose fields a test gives.</summary>
internal static class Provider
{
    public const string LocalKey = """{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}""";

    public const string OtherKey = """{"kty":"oct","k":"AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}""";

    public static string Local(string key = LocalKey) => $"jwks: {{local: {{key: '{key}'}}}}";

    public static string Remote(string url = "https://keys.example/jwks") => $"jwks: {{remote: {{url: '{url}'}}}}";

    /// <summary>The manifest; every request with a good token gets 200.</summary>
    public static ManifestFile Manifest(string fields, string domain = "*", string name = "company") => new("service.yaml", $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: "{{(domain == "*" ? "all" : domain)}}" }
        spec:
          virtualHost:
            domains: ['{{domain}}']
            options:
              jwt:
                providers:
                  '{{name}}': { {{fields}} }
            routes: [{directResponseAction: {status: 200} }]
        """);

    /// <summary>The same, forwarding to an Upstream in place of answering.</summary>
    public static ManifestFile ToForwarding(this ManifestFile manifest) => manifest with
    {
        Text = manifest.Text.Replace("directResponseAction: {status: 200}", "routeAction: {single: {upstream: {name: up, namespace: default}}}", StringComparison.Ordinal),
    };
}
