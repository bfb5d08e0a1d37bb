using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Hostile;

/// <summary>A gateway with the lab's policy and a hostile service beside it, and callers of the lab, who have nothing to do with that.</summary>
internal sealed class HostileStage : IAsyncDisposable
{
    public const string Host = "hostile.example";
    public const string KeyedHost = "keyed.example";
    public const string Secret = "hostile-key";

    private const int Callers = 8;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-");
    private readonly HttpClient _client = new();
    private readonly HostileServer _server;
    private volatile bool _isReloading;
    private RoleProcess _upstream = null!;
    private RoleProcess _gateway = null!;

    private HostileStage(HostileServer server) => _server = server;

    public Uri Address => _gateway.Address;

    /// <summary>From the start of its process until the gateway listens.</summary>
    public TimeSpan Start { get; private set; }

    public static async Task<HostileStage> StartAsync(HostileCase one)
    {
        HostileStage stage = new(new HostileServer(one.Upstream));
        File.Copy(LabPolicy.VirtualService(LabPolicy.Folder), LabPolicy.VirtualService(stage._folder.FullName));
        File.Copy(LabPolicy.UpstreamFile(LabPolicy.Folder), LabPolicy.UpstreamFile(stage._folder.FullName));
        stage.WriteVersion(0);
        stage._upstream = await RoleProcess.StartAsync("upstream");
        long began = Stopwatch.GetTimestamp();
        stage._gateway = await RoleProcess.StartAsync(
            one.Role, "--upstream", stage._upstream.Address.ToString(), "--manifests", stage._folder.FullName,
            "--set", $"LlmPolicy:Upstreams:default:hostile={stage._server.Address}", "--set", $"LlmPolicy:Upstreams:default:keys={stage._server.Address}",
            "--set", $"LlmPolicy:Secrets:default:{Secret}:Authorization=nothing");
        stage.Start = Stopwatch.GetElapsedTime(began);
        return stage;
    }

    /// <summary>How long each of the lab's requests took in this time.</summary>
    /// <exception cref="MeasurementException">One was not answered 200.</exception>
    public async Task<Spread> CallAsync(TimeSpan length)
    {
        ConcurrentQueue<double> took = [];
        long from = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(from) < length)
            {
                long began = Stopwatch.GetTimestamp();
                using HttpRequestMessage request = LabRequest.To(Address, LabPolicy.Token, "application/json");
                using HttpResponseMessage response = await _client.SendAsync(request);
                await response.Content.ReadAsByteArrayAsync();
                took.Enqueue(response.IsSuccessStatusCode
                    ? Stopwatch.GetElapsedTime(began).TotalMilliseconds
                    : throw new MeasurementException($"A request that has nothing to do with it was answered {(int)response.StatusCode}."));
            }
        })));
        return new Spread(took);
    }

    /// <summary>How long it takes until another version of the policy answers. What does not load is taken away, so that it does.</summary>
    public async Task<TimeSpan> ReloadAsync(int version)
    {
        long began = Stopwatch.GetTimestamp();
        _isReloading = true;
        File.Delete(In("odd.yaml"));
        WriteVersion(version);
        while (await VersionAsync() != $"{version}")
        {
            // Asked until it is there: the policy in force tells nobody when it is replaced.
            await Task.Delay(5);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    public Task<MemoryUse> ReadMemoryAsync() => _gateway.ReadMemoryAsync();

    public Task PutPipeAsync() => ChildProcesses.RunAsync("mkfifo", [In("odd.yaml")]);

    /// <summary>Tiny documents, none of which is a manifest: as much as a file may hold.</summary>
    public Task PutNoiseAsync(int number) => _isReloading ? Task.CompletedTask : File.WriteAllTextAsync(In("odd.yaml"), string.Concat(Enumerable.Repeat("---\na\n", 690_000)) + $"# {number}\n");

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        await _server.DisposeAsync();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<string> VersionAsync()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Address, "/version")) { Headers = { Host = Host } };
        using HttpResponseMessage response = await _client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private void WriteVersion(int version)
    {
        StringBuilder text = new($$"""
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: hostile, namespace: default}
            spec:
              virtualHost:
                domains: [{{Host}}]
                routes:
                  - matchers: [{exact: /version}]
                    directResponseAction: {status: 200, body: "{{version}}"}
                  - matchers: [{prefix: /secret}]
                    routeAction: {single: {upstream: {name: hostile, namespace: default} } }
                    options: {headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: {{Secret}}, namespace: default} }] } }
                  - matchers: [{prefix: /}]
                    routeAction: {single: {upstream: {name: hostile, namespace: default} } }
            ---
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: keyed, namespace: default}
            spec:
              virtualHost:
                domains: [{{KeyedHost}}]
                options: {jwt: {providers: {p: {issuer: solo.io, jwks: {remote: {url: 'http://keys.example/jwks', upstreamRef: {name: keys, namespace: default} } } } } } }
                routes:
                  - matchers: [{prefix: /}]
                    routeAction: {single: {upstream: {name: hostile, namespace: default} } }

            """);
        foreach (string name in (string[])["hostile", "keys"])
        {
            text.Append($$"""
                ---
                apiVersion: gloo.solo.io/v1
                kind: Upstream
                metadata: {name: {{name}}, namespace: default}
                spec: {static: {hosts: [{addr: {{name}}.example, port: 80}] } }

                """);
        }

        File.WriteAllText(In("hostile.writing"), text.ToString());
        File.Move(In("hostile.writing"), In("hostile.yaml"), overwrite: true);
    }
}
