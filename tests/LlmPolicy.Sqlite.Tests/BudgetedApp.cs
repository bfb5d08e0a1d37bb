using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Tests;

/// <summary>An app of its own that guards one endpoint with a budget, and keeps it as a test says.</summary>
internal sealed class BudgetedApp : IAsyncDisposable
{
    private static readonly SigningKey Key = SigningKey.Rsa();

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private BudgetedApp(WebApplication app) => (_app, _client) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    public static async Task<BudgetedApp> StartAsync(string budget, Action<ILlmPolicyBuilder> keep, string hashKey = "a secret that all replicas have")
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        ILlmPolicyBuilder policy = builder.AddLlmPolicy().AddManifest(Manifest(budget));
        builder.Services.Configure<LlmPolicyOptions>(options => options.Budgets.HashKey = hashKey);
        keep(policy);
        WebApplication app = builder.Build();
        app.UseLlmPolicy();
        app.MapPost("/v1/chat/completions", () => Results.Json(new { model = "m", usage = new { prompt_tokens = 40, completion_tokens = 60, total_tokens = 100 } }));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new BudgetedApp(app);
    }

    public async Task<HttpStatusCode> AskAsync(string caller = "a")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"m","max_tokens":60}""", Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", $"Bearer {Key.Sign($$"""{"iss":"test","sub":"{{caller}}"}""")}" } },
        };
        using HttpResponseMessage answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string Manifest(string budget) => $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ["*"]
            options:
              jwt: {providers: {tests: {issuer: test, jwks: {local: {key: "{{Key.PublicKey.ReplaceLineEndings("\\n")}}"} } } } }
            routes:
            - matchers: [{prefix: /}]
              routeAction: {single: {upstream: {name: app, namespace: default} } }
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: tokens, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], key: [{claim: sub}], {{budget}}}
        """;
}
