using System.Net;
using LlmPolicy.Connections;
using LlmPolicy.Keys;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>An app behind a guard whose keys are fetched, with a clock of the test's own.</summary>
internal sealed class KeyedApp : IAsyncDisposable
{
    private readonly TestApp _app;

    private KeyedApp(TestApp app, TestClock clock, LoopbackDialer dialer) => (_app, Clock, Dialer) = (app, clock, dialer);

    public TestClock Clock { get; }

    /// <summary>Where the Upstreams are.</summary>
    public LoopbackDialer Dialer { get; }

    public LogSink Logs => _app.Logs;

    public IServiceProvider Services => _app.Services;

    /// <summary>The keys of the first provider.</summary>
    public GenerationKeys Keys => Services.GetRequiredService<PolicyStore>().Current.RemoteKeys;

    public RemoteJwks Source => Services.GetRequiredService<PolicyStore>().Current.Policy.RemoteKeys[0];

    /// <summary>With one provider, <c>a</c>.</summary>
    public static Task<KeyedApp> StartAsync(KeyServerStub server, RemoteManifest? manifest = null) =>
        WithServersAsync(manifest ?? new(), new() { ["a.internal"] = server.Port });

    public static async Task<KeyedApp> WithServersAsync(
        RemoteManifest manifest, Dictionary<string, int> ports, Dictionary<string, string?>? configuration = null, Action<ILlmPolicyBuilder>? policy = null)
    {
        TestClock clock = new();
        LoopbackDialer dialer = new();
        foreach ((string host, int port) in ports)
        {
            dialer.Ports[host] = port;
        }

        var app = await TestApp.OnTestServer(new Setup
        {
            // No look at the manifests: its timer would be one more on the clock.
            Configuration = new(configuration ?? []) { ["LlmPolicy:ReloadInterval"] = "0" },
            Services = builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IUpstreamDialer>(dialer).AddSingleton(TestTrust.Value);
                var added = builder.AddLlmPolicy().AddManifest(manifest.ToString(), "test.yaml");
                policy?.Invoke(added);
            },
            Pipeline = pipeline =>
            {
                pipeline.UseLlmPolicy();
                pipeline.MapGet("/x", () => "served");
            },
        });
        return new KeyedApp(app, clock, dialer);
    }

    public Task<HttpStatusCode> StatusAsync(string token) => UntilAsync(token, TestContext.Current.CancellationToken);

    /// <summary>The status for a client that goes away.</summary>
    public async Task<HttpStatusCode> UntilAsync(string token, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/x") { Headers = { { "Authorization", $"Bearer {token}" } } };
        using var client = _app.Client();
        using var response = await client.SendAsync(request, cancellation);
        return response.StatusCode;
    }

    public async Task<(HttpStatusCode Status, string Body)> AnswerAsync(string token)
    {
        using var response = await _app.Get("/x", token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Lets the time for the next refresh come, once the last fetch has ended.</summary>
    public Task RefreshAsync() => Clock.PassAsync(due => due == RemoteManifest.Refresh);

    /// <summary>Waits until a fetch has failed: the next one is near.</summary>
    public Task<TimeSpan> FailedAsync() => Clock.TimerAsync(IsRetry);

    /// <summary>How long the source waits after failures: up to a minute, spread by a fifth; no limit is among these.</summary>
    public static bool IsRetry(TimeSpan due) => due < RemoteManifest.Refresh && due != KeyServer.Limit;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
