using System.Text;
using LlmPolicy.Budgets;
using LlmPolicy.TestKinds;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Gateway.Budgets;

/// <summary>A gateway with a TokenBudget before an upstream that reports what a test says.</summary>
internal sealed class BudgetGateway : IAsyncDisposable
{
    /// <summary>A request that declares 60 tokens of output; its input is estimated at 9.</summary>
    public const string Ask = """{"model":"m","max_tokens":60}""";

    private readonly GatewayHost _gateway;
    private readonly UsageWitness _witness;

    private BudgetGateway(GatewayHost gateway, UsageWitness witness, RawUpstream upstream, FakeTimeProvider clock) =>
        (_gateway, _witness, Upstream, Clock) = (gateway, witness, upstream, clock);

    public RawUpstream Upstream { get; }

    public FakeTimeProvider Clock { get; }

    public GatewayHost Host => _gateway;

    public IServiceProvider Services => _gateway.Services;

    /// <summary>An answer that says what it used.</summary>
    public static string Answer(int input, int output) => Json(200, $$$"""{"model":"m","usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""");

    /// <summary>An upstream that answers so, as soon as a task is done.</summary>
    public static RawUpstream Holding(Task until, int input, int output) => new(async (stream, _) =>
    {
        await until;
        await stream.WriteAsync(Encoding.Latin1.GetBytes(Answer(input, output)));
    });

    public static string Json(int status, string body) => $"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {body.Length}\r\n\r\n{body}";

    public static string Document(string spec, string name = "tokens") =>
        $"\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {{name: {name}, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: gateway}}], {spec}}}\n";

    public static string Manifest(string budgets, string route = "{}") =>
        Manifests.Guarded(CallerToken.Provider, Manifests.Route("/", options: route), Manifests.Upstream()) + budgets;

    public static Task<BudgetGateway> StartAsync(string budget, RawUpstream upstream, Action<IServiceCollection>? configure = null, string route = "{}") =>
        StartManifestAsync(Manifest(Document(budget), route), upstream, configure);

    public static async Task<BudgetGateway> StartManifestAsync(string manifest, RawUpstream upstream, Action<IServiceCollection>? configure = null, IUpstreamDialer? dialer = null)
    {
        UsageWitness witness = new();
        BackOffTime clock = new();
        clock.SetUtcNow(new DateTimeOffset(2026, 3, 1, 23, 59, 0, TimeSpan.Zero));
        GatewayHost gateway = await GatewayHost.StartAsync(manifest, dialer ?? new LoopbackDialer(upstream.Port), proxy =>
        {
            proxy.Services.AddSingleton<IDecisionObserver>(witness).AddSingleton<TimeProvider>(clock);
            configure?.Invoke(proxy.Services);
        });
        return new BudgetGateway(gateway, witness, upstream, clock);
    }

    /// <summary>Sends a request and waits until what it took is settled.</summary>
    public async Task<HttpMessage> SendAsync(string body = Ask, string caller = "a", string target = "/v1/chat/completions", string head = "")
    {
        HttpMessage answer = await _gateway.SendAsync(Head(body, caller, target, head), body);
        await _witness.NextAsync();
        return answer;
    }

    public static string Head(string body, string caller = "a", string target = "/v1/chat/completions", string head = "") =>
        $"POST {target} HTTP/1.1\nHost: g\nAuthorization: Bearer {CallerToken.For(caller)}\nContent-Type: application/json\nContent-Length: {body.Length}{(head.Length == 0 ? "" : "\n" + head)}";

    /// <summary>Waits until another request is over and settled.</summary>
    public Task<RequestCompletion> CompletedAsync() => _witness.NextAsync();

    /// <summary>What a counter of the budget <c>default/tokens</c> holds, in thousandths of tokens or in requests.</summary>
    public async Task<(long Used, long Reserved)> ReadAsync(string what, BudgetPeriod period, string caller = "a", string budget = "default/tokens")
    {
        string name = Services.GetRequiredService<BudgetNames>().Of(budget, what, caller.Length == 0 ? "" : $"{caller.Length + 2}:s:{caller}");
        BudgetReading reading = (await Services.GetRequiredService<IBudgetStore>().ReadAsync(name, period, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        return (reading.Used, reading.Reserved);
    }

    /// <summary>What the day's tokens are, whole.</summary>
    public async Task<(long Used, long Reserved)> TokensAsync(string caller = "a", string budget = "default/tokens")
    {
        (long used, long reserved) = await ReadAsync("tokens/DAY/UTC", Day, caller, budget);
        return (used / 1000, reserved / 1000);
    }

    public static BudgetPeriod Day { get; } = BudgetPeriod.Calendar(CalendarUnit.Day, TimeZoneInfo.Utc);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
