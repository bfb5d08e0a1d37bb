using LlmPolicy.Manifests;

namespace LlmPolicy.Gateway;

/// <summary>A running gateway whose manifests change.</summary>
public sealed class GatewayReloadTests
{
    [Fact]
    [AbuseCase("S5")]
    public async Task Upstreams_and_secrets_change_under_load_and_every_request_is_forwarded_by_one_policy()
    {
        await using RawUpstream upstream = new();
        LoopbackDialer dialer = new(upstream.Port);
        Changing manifests = new(Version(0));
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/", options: """
                autoHostRewrite: true
                headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}}]}
                """)),
            dialer,
            proxy => proxy.Services.AddSingleton<IManifestSource>(manifests).Configure<LlmPolicyOptions>(o => o.ReloadInterval = TimeSpan.FromMilliseconds(5)));
        PolicyStore store = gateway.Services.GetRequiredService<PolicyStore>();
        (await gateway.SendAsync("GET / HTTP/1.1\nHost: client.example")).Status.ShouldBe(200);
        using CancellationTokenSource done = new();
        Task<int>[] workers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => AskUntilAsync(gateway, done.Token)))];

        for (int version = 1; version <= 5; version++)
        {
            PolicyGeneration before = store.Current;
            manifests.Text = Version(version);
            while (store.Current == before)
            {
                await Task.Yield();
            }

            (await gateway.SendAsync("GET / HTTP/1.1\nHost: client.example")).Status.ShouldBe(200);
        }

        await done.CancelAsync();
        int requests = 6 + (await Task.WhenAll(workers)).Sum();
        for (int i = 0; i < requests; i++)
        {
            HttpMessage request = await upstream.NextRequestAsync();
            request["x-key"].ShouldBe([string.Concat(request["host"]).Replace(".test", "", StringComparison.Ordinal)]);
        }

        dialer.Dialed.Distinct().ShouldBe([.. Enumerable.Range(0, 6).Select(version => $"v{version}.test:80")], ignoreOrder: true);
    }

    private static string Version(int version) =>
        Manifests.Upstream(spec: $"{{hosts: [{{addr: v{version}.test, port: 80}}]}}") + "\n---\n" + Manifests.Secret("key", "x-key", $"v{version}");

    private static async Task<int> AskUntilAsync(GatewayHost gateway, CancellationToken done)
    {
        int count = 0;
        for (; !done.IsCancellationRequested; count++)
        {
            (await gateway.SendAsync("GET / HTTP/1.1\nHost: client.example")).Status.ShouldBe(200);
        }

        return count;
    }

    private sealed class Changing(string text) : IManifestSource
    {
        public string Text { get; set; } = text;

        public IEnumerable<ManifestFile> Read() => [new("changing.yaml", Text)];
    }
}
