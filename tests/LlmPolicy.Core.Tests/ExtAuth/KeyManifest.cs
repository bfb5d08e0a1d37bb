namespace LlmPolicy.Tests.ExtAuth;

/// <summary>Manifests with an AuthConfig <c>default/keys</c>.</summary>
internal static class KeyManifest
{
    /// <summary>An <c>extauth</c> that names it.</summary>
    public const string Asked = "extauth: {configRef: {name: keys, namespace: default}}";

    /// <summary>A host whose every route asks for a key of a Secret with the label <c>team: data</c>.</summary>
    /// <param name="secrets">The Secrets, of <see cref="Secret"/>.</param>
    /// <param name="apiKeyAuth">The fields of <c>apiKeyAuth</c> beside <c>labelSelector</c>.</param>
    /// <param name="routeOptions">The options of the route.</param>
    public static string Host(string secrets, string apiKeyAuth = "", string routeOptions = "{}") =>
        Manifest.Route(routeOptions, Asked) + Config($"- apiKeyAuth: {{labelSelector: {{team: data}}{(apiKeyAuth.Length == 0 ? "" : $", {apiKeyAuth}")}}}") + secrets;

    /// <summary>The AuthConfig alone.</summary>
    /// <param name="configs">The items of <c>configs</c>, in the first column.</param>
    /// <param name="expression">The <c>booleanExpr</c>; null for none.</param>
    /// <param name="name">Its name.</param>
    public static string Config(string configs, string? expression = null, string name = "keys") =>
        $$"""

        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: {{name}}, namespace: default}
        spec:
          {{(expression is null ? "" : $"booleanExpr: '{expression}'")}}
          configs:
        {{string.Join('\n', configs.Split('\n').Select(line => $"  {line}"))}}

        """;

    /// <summary>A Secret with an API key, and more entries.</summary>
    public static string Secret(string name, string key, string more = "", string labels = "team: data", string type = "extauth.solo.io/apikey", string ns = "default") =>
        $$"""

        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: {{name}}, namespace: {{ns}}, labels: { {{labels}} } }
        type: {{type}}
        stringData: {api-key: '{{key}}'{{(more.Length == 0 ? "" : $", {more}")}}}

        """;
}
