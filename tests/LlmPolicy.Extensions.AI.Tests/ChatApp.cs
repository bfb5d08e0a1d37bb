using System.ClientModel;
using System.ClientModel.Primitives;
using System.Threading.Channels;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using OpenAI;

namespace LlmPolicy.Chats;

/// <summary>An app that chats under a policy: by a client of a test's own, or by OpenAI's through an HttpClient of the route.</summary>
internal sealed class ChatApp : IAsyncDisposable
{
    public const string Route = "default/chat:chat";
    public const string Key = "sk-canary-of-the-provider";

    private static readonly SigningKey Signing = SigningKey.Ec();
    private readonly WebApplication _app;

    private ChatApp(WebApplication app, LogSink logs, Completions completions) => (_app, Logs, Over) = (app, logs, completions);

    public LogSink Logs { get; }

    /// <summary>The calls that are over.</summary>
    public Completions Over { get; }

    public static string Token(string claims = "") => Signing.Sign("{\"iss\":\"test\",\"sub\":\"a\"" + (claims.Length > 0 ? "," : "") + claims + "}");

    public static async Task<ChatApp> StartAsync(string others = "", int port = 1, string hostOptions = "")
    {
        LogSink logs = new();
        Completions completions = new();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.AddLlmPolicy().AddManifest(Manifest(hostOptions) + others).AddChatRoute(Route);
        builder.Services.Configure<LlmPolicyOptions>(options => options.Upstreams[new ResourceName("default", "provider")] = new Uri($"http://127.0.0.1:{port}"));
        builder.Services.AddSingleton<IDecisionObserver>(completions);
        builder.Services.AddHttpClient("chat").AddLlmPolicy(Route);
        var app = builder.Build();
        app.UseLlmPolicy();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ChatApp(app, logs, completions);
    }

    /// <summary>A client under the policy, for a caller.</summary>
    public IChatClient Under(IChatClient inner, string? token, bool isCarried = false) => new ChatClientBuilder(inner)
        .UseLlmPolicy(Route, options =>
        {
            options.Address = isCarried ? null : new Uri("http://chat.policy/v1/chat/completions");
            options.Token = token is null ? null : _ => new ValueTask<string?>(token);
        })
        .Build(_app.Services);

    /// <summary>OpenAI's client, whose transport is the HttpClient of the route.</summary>
    public IChatClient OpenAI(string token, string model = "m") => new OpenAIClient(
        new ApiKeyCredential(token),
        new OpenAIClientOptions
        {
            Endpoint = new Uri("http://chat.policy/v1"),
            Transport = new HttpClientPipelineTransport(Client()),
        }).GetChatClient(model).AsIChatClient();

    /// <summary>The HttpClient of the route.</summary>
    public HttpClient Client() => _app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("chat");

    public static string Budget(string spec) =>
        "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {name: tokens, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: chat}], key: [{claim: sub}], " + spec + "}\n";

    public static string Models(string rules) =>
        "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: ModelPolicy\nmetadata: {name: models, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: chat}], rules: " + rules + "}\n";

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string Manifest(string hostOptions) => $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: chat, namespace: default}
        spec:
          virtualHost:
            domains: [chat.policy]
            options:
              jwt: {providers: {callers: {issuer: test, jwks: {local: {key: '{{Signing.Jwk()}}'} } } } }
              {{hostOptions}}
            routes:
              - name: chat
                matchers: [{prefix: /v1}]
                routeAction: {single: {upstream: {name: provider, namespace: default} } }
                options: {headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default} }]} }
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: provider, namespace: default}
        spec: {static: {hosts: [{addr: provider.test, port: 80}]} }
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: key, namespace: default}
        type: gloo.solo.io/header
        stringData: {Authorization: "Bearer {{Key}}"}

        """;
}

/// <summary>An observer that keeps how calls ended.</summary>
internal sealed class Completions : IDecisionObserver
{
    private readonly Channel<RequestCompletion> _over = Channel.CreateUnbounded<RequestCompletion>();
    private int _count;

    /// <summary>How many were over.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        Interlocked.Increment(ref _count);
        _over.Writer.TryWrite(completion);
    }

    public async Task<RequestCompletion> NextAsync() =>
        await _over.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
