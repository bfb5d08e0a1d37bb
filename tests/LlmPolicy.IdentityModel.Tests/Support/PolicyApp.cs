using System.Net;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.IdentityModel.Tests.Support;

/// <summary>An app with an endpoint behind the policy, <c>/policy</c>, and one behind JwtBearer, <c>/bearer</c>.</summary>
internal sealed class PolicyApp : IAsyncDisposable
{
    /// <summary>When keys are fetched anew: 5 s before the 5 minutes of <c>cacheDuration</c> are over.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(295);

    private const string Manifest = $$$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ["*"]
            options:
              jwt:
                providers:
                  login:
                    issuer: {{{SigningPair.Issuer}}}
                    audiences: [{{{SigningPair.Audience}}}]
                    jwks: {remote: {url: 'https://login.example/keys'}}
            routes:
              - matchers: [{prefix: /}]
                routeAction:
                  single:
                    upstream: {name: app, namespace: default}
        """;

    private readonly WebApplication _app;

    private PolicyApp(WebApplication app, LogSink logs) => (_app, Logs) = (app, logs);

    public LogSink Logs { get; }

    /// <summary>With a clock of the test's own, or the machine's.</summary>
    public static async Task<PolicyApp> StartAsync(Action<ILlmPolicyBuilder> keys, TimeProvider? clock = null, Action<JwtBearerOptions>? bearer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        LogSink logs = new();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseTestServer();
        builder.Configuration.Sources.Clear();
        // Plain http is the loopback's; no look at the manifests, whose timer would be one more on the clock.
        builder.Configuration.AddInMemoryCollection([new("LlmPolicy:PrivateKeyHosts:0", "127.0.0.1"), new("LlmPolicy:ReloadInterval", "0")]);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddAuthentication().AddJwtBearer(bearer ?? (_ => { }));
        builder.Services.AddAuthorization();
        keys(builder.AddLlmPolicy().AddManifest(Manifest, "test.yaml"));
        var app = builder.Build();
        try
        {
            app.UseLlmPolicy();
            app.MapGet("/policy", () => "served");
            app.MapGet("/bearer", () => "served").DisableLlmPolicy().RequireAuthorization(policy =>
                policy.AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme).RequireAuthenticatedUser());
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new PolicyApp(app, logs);
    }

    public async Task<(HttpStatusCode Status, string Body)> AnswerAsync(string token, string path = "/policy")
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", token) } };
        using var client = _app.GetTestClient();
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<HttpStatusCode> StatusAsync(string token, string path = "/policy") => (await AnswerAsync(token, path)).Status;

    /// <summary>Asks until the token is taken: JwtBearer refreshes in the background, and refuses meanwhile.</summary>
    public async Task TakenAsync(string token, string path)
    {
        using CancellationTokenSource giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        giveUp.CancelAfter(TimeSpan.FromSeconds(60));
        while (await StatusAsync(token, path) != HttpStatusCode.OK)
        {
            giveUp.Token.ThrowIfCancellationRequested();
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
