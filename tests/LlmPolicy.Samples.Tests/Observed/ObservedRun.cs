using System.Net;
using System.Text;
using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples.Observed;

/// <summary>The sample, started with a policy of the tests' own, and asked for a fixed series of things; then scraped.</summary>
public sealed class ObservedRun : IAsyncLifetime
{
    /// <summary>What stands in every token, key, claim and prompt, and may be seen nowhere.</summary>
    public const string Canary = "canary";

    /// <summary>A model that a caller makes up: a step of a decision may tell it, a label may not.</summary>
    public const string MadeUp = "made-up-model";

    private static readonly SigningKey Key = SigningKey.Ec();

    private readonly DirectoryInfo _manifests = Directory.CreateTempSubdirectory("llmpolicy-observed-");
    private ChildProcess? _process;

    /// <summary>The scrape after the run.</summary>
    public string Scrape { get; private set; } = "";

    /// <summary>The statuses of the run's answers, in order.</summary>
    public IReadOnlyList<HttpStatusCode> Statuses { get; private set; } = [];

    /// <summary>The tokens of the run.</summary>
    public IReadOnlyList<string> Tokens { get; } =
    [
        Key.Sign($$"""{"iss":"company","sub":"{{Canary}}-subject","email":"{{Canary}}@example.com","role":"{{Canary}}-role"}"""),
        SigningKey.Ec().Sign($$"""{"iss":"company","sub":"{{Canary}}-forger"}"""),
        Key.Sign($$"""{"iss":"gone","sub":"{{Canary}}-subject"}"""),
    ];

    /// <summary>What the sample wrote to its console, at level Trace.</summary>
    public string Console => _process!.Output;

    internal OtlpCollector Collector { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Collector = await OtlpCollector.StartAsync($$"""{"keys":[{{Key.Jwk()}}]}""");
        await File.WriteAllTextAsync(Path.Combine(_manifests.FullName, "policy.yaml"), Policy);
        _process = ChildProcess.Start(
            "dotnet", Repository.Root, ["run", "--project", "samples/Observed", "--no-build", "-c", Repository.Configuration, "--", "--urls", "http://127.0.0.1:0"],
            ("LlmPolicy__Manifests__0", _manifests.FullName),
            ("LlmPolicy__ReloadInterval", "00:00:00.1"),
            ("LlmPolicy__PrivateKeyHosts__0", "127.0.0.1"),
            ("PROVIDER_KEY", $"sk-{Canary}-provider"),
            ("Logging__LogLevel__Default", "Trace"),
            ("Logging__LogLevel__Microsoft.AspNetCore", "Trace"),
            ("Logging__LogLevel__Yarp", "Trace"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", Collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "100"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "300"));
        await _process.LineAsync("Ctrl+C ends it.");
        using HttpClient client = new() { BaseAddress = new Uri(await _process.LineAsync("gateway ")) };
        await RunAsync(client);
        Scrape = await client.GetStringAsync("/metrics");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await Collector.DisposeAsync();
        _manifests.Delete(recursive: true);
    }

    private async Task RunAsync(HttpClient client)
    {
        string good = Tokens[0];
        string first = await _process!.LineAsync(line => line.Contains(" loaded: ", StringComparison.Ordinal), "loaded");
        Statuses =
        [
            await AskAsync(client, "/v1/chat/completions", null),
            await AskAsync(client, "/v1/chat/completions", Tokens[1]),
            await AskAsync(client, "/v1/chat/completions", Tokens[2]),
            await AskAsync(client, "/closed/v1/chat/completions", good),
            await AskAsync(client, "/v1/chat/completions", good, model: MadeUp),
            await AskAsync(client, "/v1/chat/completions", good),
            await AskAsync(client, "/v1/chat/completions", good, more: ",\"stream\":true"),
            await AskAsync(client, "/away/v1/chat/completions", good),
            await AskAsync(client, "/v1/chat/completions", good),
            await AskAsync(client, "/v1/chat/completions", good),
        ];

        string file = Path.Combine(_manifests.FullName, "policy.yaml");
        await File.WriteAllTextAsync(file, Policy.Replace("name: chat", "name: talk", StringComparison.Ordinal));
        await _process.LineAsync(line => line.Contains(" loaded: ", StringComparison.Ordinal) && line != first, "loaded once more");
        await File.WriteAllTextAsync(file, "kind: [");
        await _process.LineAsync(line => line.Contains("A changed policy was not loaded", StringComparison.Ordinal), "not loaded");
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string path, string? token, string model = "stand-in", string more = "")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{Canary}} prompt"}]{{more}}}""", Encoding.UTF8, "application/json"),
        };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        using var answer = await client.SendAsync(request);
        await answer.Content.LoadIntoBufferAsync();
        return answer.StatusCode;
    }

    private string Policy => $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: ai, namespace: default}
        spec:
          virtualHost:
            domains: ["*"]
            options:
              jwt:
                providers:
                  company:
                    issuer: company
                    jwks: {local: {key: '{{Key.Jwk()}}'} }
                  elsewhere:
                    issuer: elsewhere
                    jwks: {remote: {url: '{{Collector.Address}}{{OtlpCollector.Keys}}'} }
                  gone:
                    issuer: gone
                    jwks: {remote: {url: 'http://127.0.0.1:1/keys'} }
            routes:
              - name: chat
                matchers: [{exact: /v1/chat/completions}]
                routeAction: {single: {upstream: {name: provider, namespace: default} } }
                options: {headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: provider-key, namespace: default}, append: false}]} }
              - name: closed
                matchers: [{prefix: /closed}]
                routeAction: {single: {upstream: {name: provider, namespace: default} } }
                options: {rbac: {policies: {admins: {principals: [{jwtPrincipal: {claims: {role: admin} } }]} } } }
              - name: away
                matchers: [{prefix: /away}]
                routeAction: {single: {upstream: {name: away, namespace: default} } }
                options: {retries: {retryOn: connect-failure, numRetries: 1, retryBackOff: {baseInterval: 0.001s} } }
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: away, namespace: default}
        spec: {static: {hosts: [{addr: 127.0.0.1, port: 1}]} }
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: ai}], rules: [{models: [stand-in]}]}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: requests, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: ai}], key: [{claim: sub}], limits: [{requests: 3, per: DAY}]}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: watched, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: ai}], mode: SHADOW, key: [{claim: sub}], limits: [{tokens: 1, per: DAY}]}
        """;
}
