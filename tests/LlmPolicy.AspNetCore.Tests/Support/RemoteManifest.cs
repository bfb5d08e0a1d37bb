namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Manifests whose keys are fetched. A provider's name is its issuer, too.</summary>
internal sealed record RemoteManifest
{
    public string[] Providers { get; init; } = ["a"];

    /// <summary>More fields of each <c>jwks.remote</c>.</summary>
    public string Remote { get; init; } = "cacheDuration: 300s";

    /// <summary>More fields of <c>jwt</c>.</summary>
    public string Jwt { get; init; } = "";

    /// <summary>More fields of each Upstream.</summary>
    public string Upstream { get; init; } = "";

    /// <summary>Whether an Upstream has one host, without TLS; else <see cref="Upstream"/> says.</summary>
    public bool HasAddress { get; init; } = true;

    /// <summary>A url, instead of that of the Upstream.</summary>
    public string? Url { get; init; }

    /// <summary>When it is time for the next fetch: Envoy's 5 s before 300 s.</summary>
    public static TimeSpan Refresh { get; } = TimeSpan.FromSeconds(295);

    /// <summary>The keys of provider NAME come from the Upstream at <c>NAME.internal</c>.</summary>
    public override string ToString() => $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ["*"]
            options:
              jwt: {{{Fields(Jwt, "providers: {" + string.Join(", ", Providers.Select(Provider)) + "}")}}}
            routes:
              - matchers: [{prefix: /}]
                routeAction:
                  single:
                    upstream: {name: app, namespace: default}
        {{string.Concat(Providers.Select(Server))}}
        """;

    private string Provider(string name) =>
        $"{name}: {{issuer: {name}, jwks: {{remote: {{{Fields(Remote, Url is null ? Address(name) : $"url: '{Url}'")}}}}}}}";

    private static string Address(string name) =>
        $"url: 'https://keys.{name}.example:4443/{name}/jwks?v=1', upstreamRef: {{name: {name}, namespace: default}}";

    private string Server(string name) => $$"""

        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: {{name}}, namespace: default}
        spec: {{{Fields(Upstream, HasAddress ? $"static: {{hosts: [{{addr: {name}.internal, port: 8443}}], useTls: false}}" : "")}}}
        """;

    private static string Fields(string more, string fields) => string.Join(", ", new[] { more, fields }.Where(f => f.Length > 0));
}
