namespace LlmPolicy.Docs;

/// <summary>Examples show the part in question; this puts the rest around it.</summary>
internal static class Manifests
{
    private const string Host = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: my-service, namespace: default}
        spec:
          virtualHost:
        """;

    private const string Upstream = """
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: my-upstream, namespace: default}
        spec: {static: {hosts: [{addr: upstream.example, port: 443}]}}
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: plain-upstream, namespace: default}
        spec: {static: {hosts: [{addr: upstream.example, port: 80}]}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: my-secret, namespace: default}
        stringData: {Authorization: Bearer secret}
        """;

    private const string Jwt = """
            options:
              jwt: {providers: {company: {audiences: [chat], jwks: {local: {key: '{"keys": [{"kty": "oct", "k": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}]}'}}}}}
        """;

    private const string Onward = """
            routes: [{routeAction: {single: {upstream: {name: my-upstream, namespace: default}}}}]
        """;

    private const string Route = """
            routes: [{directResponseAction: {status: 200}}]
        """;

    public static IReadOnlyList<Diagnostic> Compile(Fence example, bool isGuard = false)
    {
        var options = new PolicyCompilerOptions { MissingUpstream = isGuard ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error };
        return PolicyCompiler.Compile([FileOf(example)], options).Diagnostics;
    }

    public static IReadOnlyList<Diagnostic> Analyze(Fence example) => PolicyAnalyzer.Analyze([FileOf(example)], new PolicyCompilerOptions { HasRateLimitService = true });

    /// <summary>A manifest with nothing wrong in it.</summary>
    public static ManifestFile Sound => FileOf(new Fence("yaml route", "- routeAction: {single: {upstream: {name: my-upstream}}}", 1));

    private static ManifestFile FileOf(Fence example)
    {
        string text = example.Marks switch
        {
            ["route"] => $"{Host}\n{Jwt}\n    routes:\n{Indented(example.Body, 6)}\n{Upstream}",
            ["host"] when example.Body.Contains("routes:", StringComparison.Ordinal) => $"{Host}\n{Indented(example.Body, 4)}\n{Upstream}",
            ["host"] => $"{Host}\n{Indented(example.Body, 4)}\n{Route}\n{Upstream}",
            ["onward"] => $"{Host}\n{Jwt}\n{Onward}\n{Upstream}\n---\n{example.Body}",
            ["beside"] => $"{Host}\n{Route}\n---\n{example.Body}",
            _ => example.Body,
        };
        return new ManifestFile("example.yaml", text);
    }

    private static string Indented(string text, int by) =>
        string.Join('\n', text.TrimEnd('\n').Split('\n').Select(line => new string(' ', by) + line));
}
