using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>
/// A request that outlives its lease is charged what was reserved, whatever comes of it afterwards, and its place among those under way is free; and no lease is over before its route
/// ends the request (docs/budgets.md).
/// </summary>
public sealed class OverdueTests
{
    private const string Ask = """{"model":"m","max_tokens":60}""";
    private const string Used = """{"model":"m","usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}""";

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Two of these requests have no room in the budget: each declares 60 tokens.</summary>
    private static readonly string Manifests = string.Join(
        "\n---\n",
        Policies.Service(
            "held", "{}",
            Gateway.Manifests.Route("/days", options: "timeout: 172800s"),
            Gateway.Manifests.Route("/hours", options: "timeout: 7200s"),
            Gateway.Manifests.Route("/", options: "timeout: 0s")),
        BudgetLook.Budget("held", tokens: 100),
        Policies.Upstream);

    public static TheoryData<string, TimeSpan, string, string> Cases => new MatrixTheoryData<string, TimeSpan, string, string>(
        ["/"], [TimeSpan.FromHours(1)], ["200 and what it used", "200, cut", "503", "closed", "the client leaves"], [BudgetLook.InTheStore, BudgetLook.Here])
    {
        { "/days", TimeSpan.FromDays(1), "200 and what it used", BudgetLook.InTheStore },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_is_charged_what_was_reserved_whatever_comes_of_it_then(string route, TimeSpan lease, string end, string counted)
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostileServer upstream = new(async request =>
        {
            await go.Task;
            await EndAsync(request, end);
        });
        await using HostileGateway gateway = await StartAsync(upstream, counted);
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, $"{Head(route)}\nConnection: close", Ask);
        await upstream.ArrivedAsync(1).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        upstream.Behaviour = request => request.SendAsync(HostileServer.Ok);
        var reserved = await BudgetLook.ReadAsync(gateway);
        reserved.ShouldBe(new BudgetLook(0, reserved.TokensReserved, 0, 1, 1));
        reserved.TokensReserved.ShouldBeInRange(60_000, 100_000);

        gateway.Clock.Advance(lease - Moment);
        (await BudgetLook.ReadAsync(gateway)).ShouldBe(reserved);
        gateway.Clock.Advance(Moment);

        BudgetLook charged = new(reserved.TokensReserved, 0, 1, 0, 0);
        (await BudgetLook.ReadAsync(gateway)).ShouldBe(charged);
        (await gateway.AskAsync(Head(route), Ask)).Status.ShouldBe(429);
        if (end == "the client leaves")
        {
            await client.DisposeAsync();
        }

        go.SetResult();
        if (end != "the client leaves")
        {
            (await gateway.BoundedAsync(Answer.ReadAsync(client, long.MaxValue, TestContext.Current.CancellationToken))).Status.ShouldBe(end[0] == '2' ? 200 : 503);
        }

        await gateway.QuietAsync().WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        (await BudgetLook.ReadAsync(gateway)).ShouldBe(charged);
        upstream.Arrivals.ShouldBe(1);
    }

    [Fact]
    public async Task A_route_that_gives_a_request_longer_gives_it_to_the_lease()
    {
        TimeSpan timeout = TimeSpan.FromHours(2);
        await using HostileServer upstream = new(request => request.HoldAsync());
        await using HostileGateway gateway = await StartAsync(upstream, BudgetLook.InTheStore);
        Task<Answer> asking = gateway.AskAsync(Head("/hours"), Ask);
        await upstream.ArrivedAsync(1);
        var reserved = await BudgetLook.ReadAsync(gateway);

        gateway.Clock.Advance(timeout - Moment);

        (await BudgetLook.ReadAsync(gateway)).ShouldBe(reserved with { UnderWay = 1 });
        gateway.Clock.Advance(Moment);
        (await asking).Status.ShouldBe(504);
        await gateway.QuietAsync();
        (await BudgetLook.ReadAsync(gateway)).ShouldBe(new BudgetLook(reserved.TokensReserved, 0, 1, 0, 0));
    }

    private static Task EndAsync(Arrival request, string end) => end switch
    {
        "503" => request.SendAsync("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"),
        "200 and what it used" => request.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Used.Length}\r\n\r\n{Used}"),
        "200, cut" => SendAndCloseAsync(request, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Used.Length}\r\n\r\n{Used[..20]}"),
        "closed" => request.CloseAsync(),
        _ => Task.CompletedTask,
    };

    private static async Task SendAndCloseAsync(Arrival request, string answer)
    {
        await request.SendAsync(answer);
        await request.CloseAsync();
    }

    private static Task<HostileGateway> StartAsync(HostileServer upstream, string counted) => HostileGateway.StartAsync(
        upstream,
        Manifests,
        services => BudgetLook.CountAt(counted, services),
        ("LlmPolicy:ReloadInterval", "0"));

    private static string Head(string route) => $"POST {route}/v1/chat/completions HTTP/1.1\nHost: held.test\nContent-Type: application/json\nContent-Length: {Ask.Length}".Replace("//", "/", StringComparison.Ordinal);
}
