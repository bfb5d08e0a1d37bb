using System.Text;
using LlmPolicy.TestKinds;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Gateway;

/// <summary>A gateway with one budget, its endpoints, and operators who are known by a header.</summary>
internal sealed class OperatedGateway : IAsyncDisposable
{
    private const string Answer = """{"model":"m","usage":{"prompt_tokens":40,"completion_tokens":60,"total_tokens":100}}""";

    private const string Ask = """{"model":"m","max_tokens":60,"messages":[]}""";

    private readonly UsageWitness _ended;
    private readonly GatewayHost _host;

    private OperatedGateway(RawUpstream upstream, GatewayHost host, UsageWitness ended, LogSink log) => (Upstream, _host, _ended, Log) = (upstream, host, ended, log);

    public RawUpstream Upstream { get; }

    public LogSink Log { get; }

    /// <summary>Answers that 40 tokens came in and 60 went out.</summary>
    public static Task AnswerAsync(Stream stream) =>
        stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Answer.Length}\r\n\r\n{Answer}")).AsTask();

    public static async Task<OperatedGateway> StartAsync(
        string budget,
        Func<Stream, HttpMessage, Task>? answer = null,
        Action<IServiceCollection>? services = null,
        string? hashKey = null,
        string keepNames = "false")
    {
        RawUpstream upstream = new(answer ?? ((stream, _) => AnswerAsync(stream)));
        UsageWitness ended = new();
        LogSink log = new();
        GatewayHost host = await GatewayHost.StartAsync(
            Manifests.Guarded(CallerToken.Provider, Manifests.Route("/"), Manifests.Upstream())
                + "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {name: tokens, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: gateway}], " + budget + "}\n",
            new LoopbackDialer(upstream.Port),
            proxy =>
            {
                proxy.Services.AddLlmPolicy(options => (options.Budgets.HashKey, options.Budgets.KeepNames) = (hashKey, keepNames == "true"));
                proxy.Services.AddSingleton<IDecisionObserver>(ended);
                proxy.Services.AddLogging(logging => logging.AddProvider(log));
                proxy.Services.AddAuthentication("operators").AddScheme<AuthenticationSchemeOptions, OperatorScheme>("operators", null);
                proxy.Services.AddAuthorization();
                services?.Invoke(proxy.Services);
            },
            map: app =>
            {
                app.MapLlmPolicy();
                app.MapLlmPolicyUsage("/llmpolicy/usage");
                app.MapLlmPolicyBudgets("/llmpolicy/budgets").RequireAuthorization();
            });
        return new OperatedGateway(upstream, host, ended, log);
    }

    public async Task ServeAsync(string token)
    {
        HttpMessage answer = await SendAsync(token);
        answer.Status.ShouldBe(200, answer.Body);
    }

    /// <summary>A request to the end: until what it used is settled.</summary>
    public async Task<HttpMessage> SendAsync(string token)
    {
        HttpMessage answer = await _host.SendAsync(
            $"POST /v1/chat/completions HTTP/1.1\nHost: g\nAuthorization: Bearer {token}\nContent-Type: application/json\nContent-Length: {Ask.Length}", Ask);
        await _ended.NextAsync();
        return answer;
    }

    public Task<HttpMessage> GetAsync(string path, string? token = null, bool operatorKey = false) =>
        _host.SendAsync($"GET {path} HTTP/1.1\nHost: g" + (token is null ? "" : $"\nAuthorization: Bearer {token}") + (operatorKey ? $"\n{OperatorScheme.Header}: yes" : ""));

    public Task<HttpMessage> PostAsync(string what, string body) =>
        _host.SendAsync($"POST /llmpolicy/budgets/{what} HTTP/1.1\nHost: g\n{OperatorScheme.Header}: yes\nContent-Type: application/json\nContent-Length: {body.Length}", body);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
