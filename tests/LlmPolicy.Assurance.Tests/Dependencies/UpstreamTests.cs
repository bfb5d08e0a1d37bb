using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whatever an upstream does: its client gets one sound answer or a cut, others get their own, and nothing of it stays.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class UpstreamTests
{
    private const int WarmUp = 8;

    private static readonly Ceiling Ceiling = Ceiling.Of("an upstream that breaks HTTP or stops");

    private static readonly Ceiling Streaming = Ceiling.Of("an upstream that answers for ever");

    public static TheoryData<string, string> Faults => new MatrixTheoryData<string, string>([.. UpstreamFault.All.Select(fault => fault.Name)], ["plain", "watched"]);

    /// <summary>To each request of the one there is one of another caller, to the same Upstream, on the connections that are left.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_costs_its_own_request_alone(string name, string host)
    {
        UpstreamFault fault = Fault(name);
        await using HostileServer upstream = Upstream(fault);
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        await AskAsync(gateway, upstream, fault, host, WarmUp);
        long held = ManagedMemory.Held();
        long logged = gateway.Logs.Bytes;
        int arrived = upstream.Arrivals;

        int requests = Rounds.Of(16);
        await AskAsync(gateway, upstream, fault, host, requests);

        (upstream.Arrivals - arrived).ShouldBe(2 * requests);
        ((gateway.Logs.Bytes - logged) / (2 * requests)).ShouldBeLessThan(Ceiling.Log, gateway.Logs.Last);
        (await ManagedMemory.StaysAsync(held, Ceiling.Memory)).ShouldBeLessThan(Ceiling.Memory);
        gateway.Logs.Leaks.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_is_sent_no_request_more_often_than_the_routes_retries_say(string name, string host)
    {
        UpstreamFault fault = Fault(name);
        await using HostileServer upstream = Upstream(fault);
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        foreach (string method in (string[])["GET", "DELETE", "PUT"])
        {
            // On a connection that was kept, too: .NET's pool takes that for leave to send again.
            await GoodAsync(gateway, $"{method}-before");
            int arrived = upstream.Arrivals;

            await OnceAsync(gateway, upstream, fault, (Policies.Request(method, Target(fault, "plain")), ""));

            (upstream.Arrivals - arrived).ShouldBe(Ceiling.Arrivals);
        }

        if (host == "plain" && fault.Ends == FaultEnd.Itself)
        {
            int arrived = upstream.Arrivals;
            Task<Answer> asking = gateway.AskAsync(Policies.Request("GET", "/thrice"));
            while (!asking.IsCompleted)
            {
                await Task.WhenAny(asking, gateway.Clock.PassAsync(due => due < TimeSpan.FromSeconds(1)));
            }

            (upstream.Arrivals - arrived).ShouldBe(fault.IsRetried ? 1 + Policies.Retries : 1);
        }
    }

    /// <summary>Nobody takes what comes: the gateway does not, either.</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("watched")]
    public async Task Answers_without_end_that_nobody_reads_wait_at_their_upstream(string host)
    {
        const int Streams = 2;
        foreach (UpstreamFault fault in UpstreamFault.All.Where(fault => fault.Ends == FaultEnd.Client))
        {
            await using HostileServer upstream = Upstream(fault);
            await using HostileGateway first = await HostileGateway.StartAsync(upstream);
            await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
            // What the first ones leave in pools is no stream's.
            List<Stream> clients = await StallAsync(first, fault, host, Streams);
            long held = ManagedMemory.Held();
            clients.AddRange(await StallAsync(gateway, fault, host, Streams));

            (await ManagedMemory.StaysAsync(held, Streams * Streaming.Memory)).ShouldBeLessThan(Streams * Streaming.Memory, fault.Name);

            clients.ForEach(client => client.Dispose());
            await upstream.IdleAsync();
            await gateway.QuietAsync();
        }
    }

    [Fact]
    public async Task A_list_of_models_without_end_is_held_up_to_its_limit()
    {
        TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostileServer upstream = new(async request =>
        {
            await request.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            await request.SendMuchAsync("4000\r\n" + new string('[', 0x4000) + "\r\n", 64 * 1024 * 1024);
            enough.SetResult();
            await request.HoldAsync();
        });
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        long held = ManagedMemory.Held();
        await using (Stream client = await gateway.ConnectAsync())
        {
            await GatewayHost.WriteAsync(client, Policies.Request("GET", "/v1/models", "watched"));
            await gateway.BoundedAsync(enough.Task.ContinueWith(_ => true, TaskScheduler.Default));

            (await ManagedMemory.StaysAsync(held, Ceiling.Of("an upstream whose list of models does not end").Memory)).ShouldBeLessThan(Ceiling.Of("an upstream whose list of models does not end").Memory);
        }

        await upstream.IdleAsync();
        await gateway.QuietAsync();
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("watched")]
    public async Task One_that_is_never_connected_to_holds_a_request_for_the_limit(string host)
    {
        await using HostileGateway gateway = await HostileGateway.StartAsync(new() { [Policies.ModelsHost] = HostDialer.Nowhere }, Policies.Gateway, new TestClock());
        TimeSpan limit = TimeSpan.FromMilliseconds(LimitsDocument.Value("UpstreamConnector.Limit"));
        for (int i = 0; i < 5; i++)
        {
            Answer answer = await gateway.PassingAsync(gateway.AskAsync(Policies.Request("GET", "/v1/models", host)), limit);

            answer.Status.ShouldBe(503);
            await gateway.QuietAsync();
        }

        gateway.Dialer.Dialed.Count.ShouldBe(5);
    }

    /// <summary>It takes the connection, and says nothing to the client's first words of TLS.</summary>
    [Fact]
    public async Task One_that_never_answers_in_TLS_holds_a_request_for_the_limit_of_a_connection()
    {
        string secured = Gateway.Manifests.Upstream("models", $"{{hosts: [{{addr: {Policies.ModelsHost}, port: 443}}], useTls: true}}") + $"\n  sslConfig: {{sni: {Policies.ModelsHost}}}";
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream, string.Join("\n---\n", Policies.Service("plain", "{}", Gateway.Manifests.Route("/")), secured));
        TimeSpan limit = TimeSpan.FromMilliseconds(LimitsDocument.Value("UpstreamConnector.Limit"));

        Answer answer = await gateway.PassingAsync(gateway.AskAsync("GET / HTTP/1.1\nHost: plain.test"), limit);

        answer.Status.ShouldBe(503);
        upstream.Connections.ShouldBe(1);
        upstream.Arrivals.ShouldBe(0);
        await upstream.ClosedAsync();
    }

    /// <summary>Clients that read twice as much as may stay, and then no more.</summary>
    private static async Task<List<Stream>> StallAsync(HostileGateway gateway, UpstreamFault fault, string host, int count)
    {
        List<Stream> clients = [];
        for (int i = 0; i < count; i++)
        {
            Stream client = await gateway.ConnectAsync();
            clients.Add(client);
            (string head, string body) = Hostile(fault, host, 0);
            await GatewayHost.WriteAsync(client, head, body);
            await gateway.BoundedAsync(Answer.ReadAsync(client, 2 * Streaming.Memory, TestContext.Current.CancellationToken));
        }

        return clients;
    }

    private static HostileServer Upstream(UpstreamFault fault) => new(request =>
        request.Target.StartsWith("/good/", StringComparison.Ordinal)
            ? request.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {request.Target.Length}\r\n\r\n{request.Target}")
            : fault.Act(request));

    private static async Task AskAsync(HostileGateway gateway, HostileServer upstream, UpstreamFault fault, string host, int requests)
    {
        for (int i = 0; i < requests; i++)
        {
            Answer answer = await OnceAsync(gateway, upstream, fault, Hostile(fault, host, i));
            await GoodAsync(gateway, $"{i}");

            answer.Status.ShouldBe(fault.Status, answer.Text);
            answer.Count("x-llmpolicy-decision").ShouldBe(1);
            if (fault.Ends != FaultEnd.Client && fault.Status != 304 && answer.Length < Answer.Kept)
            {
                answer.IsWhole.ShouldBe(!fault.IsCut, answer.Text);
            }
        }
    }

    private static async Task<Answer> OnceAsync(HostileGateway gateway, HostileServer upstream, UpstreamFault fault, (string Head, string Body) request)
    {
        Answer answer = fault.Ends == FaultEnd.Clock
            ? await TimeOutAsync(gateway, upstream, fault, request.Head, request.Body)
            : await gateway.AskAsync(request.Head, request.Body, fault.Ends == FaultEnd.Client ? 256 * 1024 : long.MaxValue);
        await upstream.IdleAsync();
        await gateway.QuietAsync();
        return answer;
    }

    /// <summary>Lets the route's time pass once the upstream has the request, and of an answer that has begun the client has its head.</summary>
    private static async Task<Answer> TimeOutAsync(HostileGateway gateway, HostileServer upstream, UpstreamFault fault, string head, string body)
    {
        int arrived = upstream.Arrivals;
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, head + "\nConnection: close", body);
        await upstream.ArrivedAsync(arrived + 1);
        Answer first = await gateway.BoundedAsync(Answer.ReadAsync(client, fault.IsCut ? 1 : 0, TestContext.Current.CancellationToken));
        gateway.Clock.Advance(Policies.Timeout);
        Answer rest = await gateway.BoundedAsync(Answer.ReadAsync(client, long.MaxValue, TestContext.Current.CancellationToken));
        return rest with { Text = first.Text + rest.Text, Length = first.Length + rest.Length };
    }

    private static async Task GoodAsync(HostileGateway gateway, string nonce)
    {
        Answer answer = await gateway.AskAsync(Policies.Request("GET", $"/good/{nonce}"));
        (answer.Status, answer.Body).ShouldBe((200, $"/good/{nonce}"), gateway.Logs.Last);
    }

    private static (string Head, string Body) Hostile(UpstreamFault fault, string host, int number)
    {
        bool posts = host == "plain" ? number % 3 == 2 : number % 2 == 1 || fault.Ends == FaultEnd.Client;
        string body = posts ? """{"model":"gpt"}""" : "";
        string target = host == "plain" || posts ? Target(fault, host) : fault.Ends == FaultEnd.Clock ? "/timed/v1/models" : "/v1/models";
        string[] headers = posts ? ["Content-Type: application/json", $"Content-Length: {body.Length}"] : [];
        return (Policies.Request(posts ? "POST" : host == "plain" && number % 3 == 1 ? "DELETE" : "GET", target, host, headers), body);
    }

    private static string Target(UpstreamFault fault, string host) =>
        (fault.Ends == FaultEnd.Clock ? "/timed" : "") + (host == "plain" ? "/hostile" : "/v1/chat/completions");

    private static UpstreamFault Fault(string name) => UpstreamFault.All.Single(fault => fault.Name == name);
}
