namespace LlmPolicy.Gateway;

/// <summary>Manifests of the tests.</summary>
internal static class Manifests
{
    /// <summary>A VirtualService for every domain, its routes given as YAML list items; Upstreams follow.</summary>
    public static string Service(string routes, params string[] others) => Guarded("{}", routes, others);

    /// <summary>The same with options for the virtual host.</summary>
    public static string Guarded(string options, string routes, params string[] others) => string.Join(
        "\n---\n",
        [
            $$"""
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: gateway, namespace: default}
            spec:
              virtualHost:
                domains: ["*"]
                options: {{options}}
                routes:
            {{Indent(routes, 6)}}
            """,
            .. others,
        ]);

    /// <summary>A route with a prefix to an Upstream, its options given as YAML.</summary>
    public static string Route(string prefix, string upstream = "models", string options = "{}") =>
        $$"""
        - matchers: [{prefix: {{prefix}}}]
          routeAction: {single: {upstream: {name: {{upstream}}, namespace: default} } }
          options:
        {{Indent(options, 4)}}
        """;

    public static string Upstream(string name = "models", string spec = "{hosts: [{addr: models.test, port: 80}]}") =>
        $$"""
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: {{name}}, namespace: default}
        spec:
          static: {{spec}}
        """;

    public static string Secret(string name, string header, string value) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: {{name}}, namespace: default}
        type: gloo.solo.io/header
        stringData: {"{{header}}": "{{value}}"}
        """;

    private static string Indent(string text, int spaces) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => new string(' ', spaces) + line));
}
