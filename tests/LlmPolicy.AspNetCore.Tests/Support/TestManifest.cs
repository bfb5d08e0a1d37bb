namespace LlmPolicy.AspNetCore.Tests.Support;

internal static class TestManifest
{
    /// <summary>A virtual service for every host whose routes need a token of issuer <c>test</c>.</summary>
    public static string WithJwt(string routes, string provider = "") => $"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata:
          name: vs
          namespace: default
        spec:
          virtualHost:
            domains:
              - "*"
            options:
              jwt:
                providers:
                  tests:
                    issuer: test
        {Indent(provider, 12)}
                    jwks:
                      local:
                        key: |
        {Indent(TestTokens.PublicKeyPem, 18)}
            routes:
        {Indent(routes, 6)}
        """;

    /// <summary>A virtual service for every host, open to everyone.</summary>
    public static string Open(string routes, string domain = "*") => $"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata:
          name: vs
          namespace: default
        spec:
          virtualHost:
            domains:
              - "{domain}"
            routes:
        {Indent(routes, 6)}
        """;

    /// <summary>A route that sends to an Upstream which nothing defines.</summary>
    public static string Route(string matcher, string options = "") => $"""
        - matchers:
            - {matcher}
          routeAction:
            single:
              upstream:
                name: app
                namespace: default
        {(options.Length == 0 ? "" : "  options:\n" + Indent(options, 4))}

        """;

    /// <summary>A route that tells the endpoint which route it came by.</summary>
    public static string Marked(string matcher, string name) => Route(matcher, $"""
        headerManipulation:
          requestHeadersToAdd:
            - header:
                key: x-route
                value: {name}
              append: false
        """);

    private static string Indent(string text, int by) =>
        string.Join('\n', text.Split('\n').Where(l => l.Trim().Length > 0).Select(l => new string(' ', by) + l));
}
