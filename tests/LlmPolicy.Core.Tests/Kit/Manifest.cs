namespace LlmPolicy.Tests;

/// <summary>Small manifests around the part that a test is about.</summary>
internal static class Manifest
{
    /// <summary>A <c>routeAction</c> to the Upstream <c>up</c>.</summary>
    public const string ToUp = "{single: {upstream: {name: up}}}";

    /// <summary>A route that forwards everything there.</summary>
    public const string ForwardAll = $"- routeAction: {ToUp}";

    public const string Upstream = """
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: up}
        spec: {static: {hosts: [{addr: up.example, port: 80}]}}
        """;

    /// <summary>A VirtualService for every host, with the Upstream <c>up</c>.</summary>
    /// <param name="routes">The items of <c>routes</c>.</param>
    /// <param name="options">The fields of the virtual host's <c>options</c>.</param>
    public static string Service(string routes, string options = "{}") => Service("vs", "'*'", routes, options) + Upstream;

    /// <summary>A VirtualService alone.</summary>
    public static string Service(string name, string domains, string routes, string options = "{}") =>
        $$"""
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: {{name}}}
        spec:
          virtualHost:
            domains: [{{domains}}]
            options:
        {{Indent(options, 6)}}
            routes:
        {{Indent(routes, 4)}}

        """;

    /// <summary>One route that forwards, with options of its own.</summary>
    public static string Route(string routeOptions, string hostOptions = "{}", string matcher = "prefix: /") => Service(
        $$"""
        - matchers:
            - {{Indent(matcher, 6).TrimStart()}}
          routeAction: {{ToUp}}
          options:
        {{Indent(routeOptions, 4)}}
        """,
        hostOptions);

    /// <summary>A virtual host's <c>jwt</c> with one provider <c>p</c> that has this key, and more fields.</summary>
    public static string Jwt(string key, string provider = "", string extension = "") =>
        $$"""
        jwt:
        {{Indent(extension, 2)}}
          providers:
            p:
              jwks:
                local:
                  key: |
        {{Indent(key, 12)}}
        {{Indent(provider, 6)}}
        """;

    /// <summary>A Secret of header values.</summary>
    public static string Secret(string name, string stringData) =>
        $$"""

        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: {{name}}, namespace: default}
        type: gloo.solo.io/header
        stringData:
        {{Indent(stringData, 2)}}

        """;

    private static string Indent(string text, int by) =>
        string.Join('\n', text.TrimEnd().Split('\n').Select(line => new string(' ', by) + line));
}
