using System.Text;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Connections;
using LlmPolicy.TestKinds;

namespace LlmPolicy.AspNetCore.Tests.Outgoing;

/// <summary>An app that calls a provider itself, under a policy: from an endpoint that is guarded, or from a job of its own.</summary>
internal sealed class OutgoingApp : IAsyncDisposable
{
    public const string Key = "sk-canary-of-the-provider";
    public const string Route = "default/chat:hf";

    /// <summary>A request that declares 60 tokens of output; its input is estimated at 9.</summary>
    public const string Ask = """{"model":"m","max_tokens":60}""";

    private readonly TestApp _app;

    private OutgoingApp(TestApp app, LoopbackDialer dialer) => (_app, Dialer) = (app, dialer);

    public LoopbackDialer Dialer { get; }

    public LogSink Logs => _app.Logs;

    public IServiceProvider Services => _app.Services;

    public UsageWitness Witness => Services.GetServices<IDecisionObserver>().OfType<UsageWitness>().Single();

    /// <summary>What the app's endpoint gets or throws.</summary>
    public Func<HttpClient, HttpContext, Task> Endpoint { get; set; } = async (client, context) =>
    {
        using var answer = await client.SendAsync(Call(), context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.WriteAsync(await answer.Content.ReadAsStringAsync(context.RequestAborted));
    };

    public static string Token(string claims = "") => TestTokens.Mint($$"""{"iss":"test","sub":"a"{{(claims.Length > 0 ? "," : "")}}{{claims}}}""");

    public static HttpRequestMessage Call(string body = Ask, string? token = null, string address = "http://chat.policy/hf/chat/completions")
    {
        HttpRequestMessage call = new(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null)
        {
            call.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        return call;
    }

    /// <param name="provider">Where the Upstream's connections go; null: nobody listens.</param>
    /// <param name="others">Documents beside the VirtualServices.</param>
    /// <param name="options">More options of the route, YAML.</param>
    /// <param name="services">More services.</param>
    /// <param name="host">Options of the virtual host, beside its provider.</param>
    /// <param name="route">The route that the client is for.</param>
    public static async Task<OutgoingApp> StartAsync(
        ScriptedProvider? provider, string others = "", string options = "", Action<IServiceCollection>? services = null, string host = "", string route = Route)
    {
        LoopbackDialer dialer = new();
        if (provider is not null)
        {
            dialer.Ports["provider.test"] = provider.Port;
        }

        OutgoingApp? outgoing = null;
        var app = await TestApp.OnTestServer(new Setup
        {
            Services = builder =>
            {
                builder.AddLlmPolicy().AddManifest(Manifest(options, host) + others, "test.yaml");
                builder.Services.AddSingleton<IUpstreamDialer>(dialer).AddSingleton(TestTrust.Value).AddSingleton<IDecisionObserver>(new UsageWitness());
                builder.Services.AddHttpClient("chat").AddLlmPolicy(route);
                services?.Invoke(builder.Services);
            },
            Pipeline = app =>
            {
                app.UseLlmPolicy();
                app.MapGet("/ask", (HttpContext context, IHttpClientFactory clients) => outgoing!.Endpoint(clients.CreateClient("chat"), context));
            },
        });
        return outgoing = new OutgoingApp(app, dialer);
    }

    public HttpClient Client() => Services.GetRequiredService<IHttpClientFactory>().CreateClient("chat");

    /// <summary>Calls as a job of the app's own does, with the token of the app's choice.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage call) => Client().SendAsync(call, TestContext.Current.CancellationToken);

    /// <summary>Asks the guarded endpoint, which calls.</summary>
    public Task<HttpResponseMessage> AskAsync(string? token, string path = "/ask") => _app.Get(path, token);

    public Task<LlmPolicyRefusedException> RefusedAsync(HttpRequestMessage call) => Should.ThrowAsync<LlmPolicyRefusedException>(() => SendAsync(call));

    public static string Budget(string spec) =>
        "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {name: tokens, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: chat}], key: [{claim: sub}], " + spec + "}\n";

    public static string Models(string rules) =>
        "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: ModelPolicy\nmetadata: {name: models, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: chat}], rules: " + rules + "}\n";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Manifest(string options, string host) => $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: app, namespace: default}
        spec:
          virtualHost:
            domains: [localhost]
            options:
              jwt: {providers: {callers: {{Provider}} } }
            routes:
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: app, namespace: default} } }
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: chat, namespace: default}
        spec:
          virtualHost:
            domains: [chat.policy]
            options:
              jwt: {providers: {callers: {{Provider}} } }
              {{host}}
            routes:
              - name: hf
                matchers: [{prefix: /hf}]
                routeAction: {single: {upstream: {name: provider, namespace: default} } }
                options:
                  prefixRewrite: /v1
                  autoHostRewrite: true
                  headerManipulation:
                    requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default} }]
                    responseHeadersToAdd: [{header: {key: x-said, value: here} }]
                  {{options}}
              - name: own
                matchers: [{prefix: /own}]
                directResponseAction: {status: 203, body: By the route}
              - name: other
                matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: provider, namespace: default} } }
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: provider, namespace: default}
        spec: {sslConfig: {sni: provider.test}, static: {hosts: [{addr: provider.test, port: 443}], useTls: true} }
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: key, namespace: default}
        type: gloo.solo.io/header
        stringData: {Authorization: "Bearer {{Key}}"}

        """;

    private static string Provider => "{issuer: test, jwks: {local: {key: \"" + TestTokens.PublicKeyPem.ReplaceLineEndings("\\n") + "\"} } }";
}
