using LlmPolicy.Candidate;
using LlmPolicy.Dashboard.Decisions;

namespace LlmPolicy.Dashboard.Support;

/// <summary>What the page may have to show, from nothing to too much.</summary>
internal static class Scenes
{
    public static IReadOnlyList<string> Names { get; } = ["lab", "empty", "busy", "long", "errors", "candidate"];

    /// <summary>Starts an app that shows it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="folder">A folder of the test's own.</param>
    public static Task<DashboardApp> StartAsync(string name, string folder) => name switch
    {
        "lab" or "busy" => DashboardApp.StartAsync(Lab.Setup("policies-budgets", "policies-models")),
        "empty" => DashboardApp.StartAsync(Of(folder, Open)),
        "long" => DashboardApp.StartAsync(Of(folder, Long)),
        "candidate" => DashboardApp.StartAsync(WithCandidate(folder, Open)),
        _ => DashboardApp.StartAsync(Of(folder, Failing) with { Services = builder => builder.AddLlmPolicy().AddSecretSource<LockedSource>() }),
    };

    /// <summary>Lets happen what it shows.</summary>
    public static async Task PlayAsync(string name, DashboardApp app, string folder)
    {
        switch (name)
        {
            case "lab":
                await Lab.SendBudgetedAsync(app);
                await Lab.Send401Async(app);
                await Lab.Send200Async(app);
                await Lab.Send403Async(app);
                break;
            case "busy":
                await Lab.Send401Async(app);
                await Lab.Send403Async(app);
                var recent = app.Services.GetRequiredService<RecentDecisions>();
                var known = recent.Read().Decisions;
                for (int i = 0; i < RecentDecisions.Most; i++)
                {
                    recent.Add(known[i % known.Count] with { Id = $"{i:x32}" });
                }

                break;
            case "long":
                await app.GetAsync($"/{string.Concat(Enumerable.Repeat("a-very-long-segment/", 200))}");
                await app.GetAsync($"/{new string('x', 6000)}", ("Host", LongName.Replace('_', '-')));
                break;
            case "candidate":
                await app.Logs.Seen("CandidateLoaded", 1);
                await Lab.Send401Async(app);
                await Lab.Send403Async(app);
                await Lab.Send200Async(app);
                await app.Services.GetRequiredService<CandidateComparison>().Queue.StopAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
                await File.WriteAllTextAsync(Path.Combine(folder, "candidate.yaml"), "kind: VirtualService\nspec: {}");
                await app.Logs.Seen("CandidateNotLoaded", 1);
                break;
            case "errors":
                await app.GetAsync("/v1/models");
                File.WriteAllText(Path.Combine(folder, "policy.yaml"), Failing.Replace("prefix:", "prefx:", StringComparison.Ordinal).Replace("singel", "single", StringComparison.Ordinal));
                await app.Logs.Seen("PolicyNotReloaded", 1);
                break;
        }
    }

    private static string LongName { get; } = string.Join('_', Enumerable.Repeat("unreasonably-long", 8));

    private const string Open = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: open, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            routes:
              - matchers: [{prefix: /}]
                directResponseAction: {status: 200, body: hello}
        """;

    private static string Long { get; } = $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: {{LongName}}, namespace: a-namespace-with-a-long-name-of-its-own}
        spec:
          virtualHost:
            domains: ['*', {{LongName.Replace('_', '-')}}.example.com]
            options:
              jwt:
                providers:
                  {{LongName}}:
                    issuer: https://{{LongName}}.example.com/{{LongName}}
                    jwks: {remote: {url: "https://{{LongName}}.example.com/{{LongName}}?key=canary-query", cacheDuration: 5m, upstreamRef: {name: keys, namespace: default} } }
            routes:
              - name: {{LongName}}
                matchers: [{prefix: "/{{LongName}}", methods: [GET, POST, PUT, PATCH, DELETE]}, {regex: "/v[0-9]+/(chat|completions|embeddings|images|audio)/.*"}]
                routeAction: {single: {upstream: {name: {{LongName}}, namespace: default} } }
                options:
                  rbac:
                    policies:
                      {{LongName}}:
                        principals: [{jwtPrincipal: {claims: {a: {{LongName}} } } }]
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: {{LongName}}, namespace: default}
        spec: {static: {hosts: [{addr: "{{LongName.Replace('_', '-')[..60]}}.example.com", port: 443}] } }
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: keys, namespace: default}
        spec: {static: {hosts: [{addr: 127.0.0.1, port: 1}] } }
        """;

    private const string Failing = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            options:
              jwt:
                providers:
                  company:
                    issuer: https://login.example.com
                    jwks: {remote: {url: "http://login.example.com/keys", upstreamRef: {name: keys, namespace: default}}}
            routes:
              - matchers: [{prefix: /v1}]
                routeAction: {single: {upstream: {name: provider, namespace: default}}}
                options:
                  headerManipulation:
                    requestHeadersToAdd: [{headerSecretRef: {name: provider-key, namespace: default}}]
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: keys, namespace: default}
        spec: {static: {hosts: [{addr: 127.0.0.1, port: 1}]}}
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: provider, namespace: default}
        spec: {static: {hosts: [{addr: 127.0.0.1, port: 1}]}}
        """;

    /// <summary>A source of secrets that fails.</summary>
    private sealed class LockedSource : ISecretSource
    {
        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) => throw new UnauthorizedAccessException("canary-exception");
    }

    private static DashboardSetup WithCandidate(string folder, string candidate)
    {
        string file = Path.Combine(folder, "candidate.yaml");
        File.WriteAllText(file, candidate);
        var lab = Lab.Setup();
        return lab with { Configuration = new(lab.Configuration) { ["LlmPolicy:Candidate:0"] = file, ["LlmPolicy:ReloadInterval"] = "00:00:00.100" } };
    }

    private static DashboardSetup Of(string folder, string manifest)
    {
        File.WriteAllText(Path.Combine(folder, "policy.yaml"), manifest);
        return new DashboardSetup { ContentRoot = folder, Configuration = new() { ["LlmPolicy:Manifests:0"] = ".", ["LlmPolicy:ReloadInterval"] = "00:00:00.100" } };
    }
}
