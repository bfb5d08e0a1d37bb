using System.Net.Sockets;
using LlmPolicy.Bodies;
using LlmPolicy.Gateway;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Clients that go at any moment, never end, or open all they can: what is done for them ends with them.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class ClientTests
{
    private const string Body = """{"model":"gpt"}""";

    private static readonly string[] Stages = ["behind connecting", "in the head", "behind the head", "in the body", "behind the body", "behind the answer's head", "in the answer"];

    private static readonly Ceiling Leaving = Ceiling.Of("a client that leaves");

    public static TheoryData<string, string, bool> Cases => new MatrixTheoryData<string, string, bool>(Stages, ["plain", "watched"], [true, false]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task One_that_leaves_leaves_nothing_behind(string stage, string host, bool resets)
    {
        await using HostileServer upstream = new(async request =>
        {
            if (stage != "behind the body")
            {
                await request.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n{new string('a', 1000)}");
            }

            await request.HoldAsync();
        });

        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        await LeaveAsync(gateway, upstream, stage, host, resets, 4);
        long held = ManagedMemory.Held();
        long logged = gateway.Logs.Bytes;
        int clients = Rounds.Of(12);

        await LeaveAsync(gateway, upstream, stage, host, resets, clients);

        ((gateway.Logs.Bytes - logged) / clients).ShouldBeLessThan(Leaving.Log, gateway.Logs.Last);
        (await ManagedMemory.StaysAsync(held, Leaving.Memory)).ShouldBeLessThan(Leaving.Memory);
        gateway.Logs.Leaks.ShouldBeEmpty();
        // Of a budget of three under way all three are free: they arrive before the first of them is answered.
        int arrived = upstream.Arrivals;
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        upstream.Behaviour = async request =>
        {
            await go.Task;
            await request.SendAsync(HostileServer.Ok);
        };
        Task<Answer>[] good = [.. Enumerable.Range(0, 3).Select(_ => gateway.AskAsync(Head(host), Body))];
        await upstream.ArrivedAsync(arrived + 3).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        go.SetResult();
        (await Task.WhenAll(good)).Select(answer => answer.Status).ShouldBe([200, 200, 200]);
    }

    /// <summary>Refused, or on its way to an upstream that takes all of it: what is kept to be looked at or sent again has a limit.</summary>
    [Theory]
    [InlineData("plain", "/", true, false)]
    [InlineData("plain", "/thrice", true, false)]
    [InlineData("watched", "/v1/chat/completions", false, false)]
    [InlineData("nobody", "/", false, true)]
    public async Task One_that_sends_for_ever_is_held_up_to_a_limit(string host, string target, bool arrives, bool isCut)
    {
        const long Enough = 48 * 1024 * 1024;
        TaskCompletionSource<long> taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostileServer upstream = new(async request =>
        {
            taken.SetResult(await request.SkipAsync(Enough));
            await request.HoldAsync();
        });
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        long held = ManagedMemory.Held();
        await using Stream client = await gateway.ConnectAsync();
        using CancellationTokenSource stop = new();
        await GatewayHost.WriteAsync(client, Policies.Request("POST", target, host, "Content-Type: application/json", "Transfer-Encoding: chunked"));
        Task<long> sending = SendAsync(client, arrives ? long.MaxValue : Enough + (64 * 1024 * 1024), stop.Token);

        if (arrives)
        {
            (await gateway.BoundedAsync(taken.Task)).ShouldBeGreaterThanOrEqualTo(Enough);
        }
        else
        {
            // Its answer has come, and then the connection ends: by the limit of what is thrown away, and of what sockets hold; of a body that was looked at, by time alone.
            (await gateway.BoundedAsync(sending)).ShouldBeLessThan(isCut ? LimitsDocument.Value("UnreadBody.Most") + Enough : long.MaxValue);
        }

        (await ManagedMemory.StaysAsync(held, Ceiling.Of("a client that sends for ever").Memory)).ShouldBeLessThan(Ceiling.Of("a client that sends for ever").Memory);
        upstream.Arrivals.ShouldBe(arrives ? 1 : 0);
        await stop.CancelAsync();
        await client.DisposeAsync();
        await sending;
        await upstream.IdleAsync();
        await gateway.QuietAsync();
    }

    /// <summary>An upstream refuses a body before it has read it: the client sees that, and no more of the body goes on.</summary>
    [Theory]
    [InlineData("/")]
    [InlineData("/thrice")]
    public async Task One_that_goes_on_sending_behind_an_answer_is_cut_off(string target)
    {
        await using HostileServer upstream = new(async request =>
        {
            await request.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            await request.HoldAsync();
        });
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, Policies.Request("POST", target, "plain", "Transfer-Encoding: chunked"));
        Task<long> sending = SendAsync(client, 1024 * 1024 * 1024, TestContext.Current.CancellationToken);

        Answer answer = await gateway.BoundedAsync(Answer.ReadAsync(client, long.MaxValue, TestContext.Current.CancellationToken));

        (answer.Status, answer.Body).ShouldBe((413, "no"));
        (await gateway.BoundedAsync(sending)).ShouldBeLessThan(LimitsDocument.Value("UnreadBody.Most") + (48 * 1024 * 1024));
        await upstream.IdleAsync();
        await gateway.QuietAsync();
        upstream.Arrivals.ShouldBe(1);
    }

    /// <summary>A byte now and then holds a connection no longer than silence does.</summary>
    [Theory]
    [InlineData("/")]
    [InlineData("/thrice")]
    public async Task One_that_trickles_behind_an_answer_is_cut_off_when_its_time_is_over(string target)
    {
        const int Begun = 0x4000;
        await using HostileServer upstream = new(async request =>
        {
            await request.SkipAsync(Begun);
            await request.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            await request.HoldAsync();
        });
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, Policies.Request("POST", target, "plain", "Transfer-Encoding: chunked"), $"{Begun:x}\r\n{new string('a', Begun)}\r\n");
        (await gateway.BoundedAsync(Answer.ReadAsync(client, 1, TestContext.Current.CancellationToken))).Status.ShouldBe(413);
        TimeSpan step = UnreadBody.LongestPause / 2;
        int waits = 1;
        await gateway.Clock.SetAsync(UnreadBody.LongestPause, waits).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);

        for (TimeSpan passed = step; passed < UnreadBody.Longest; passed += step)
        {
            gateway.Clock.Advance(step);
            await client.WriteAsync("1\r\na\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            await gateway.Clock.SetAsync(UnreadBody.LongestPause, ++waits).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        }

        gateway.Clock.Advance(step);
        await gateway.QuietAsync().WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        await upstream.IdleAsync();
    }

    [Fact]
    public async Task One_that_opens_streams_without_end_gets_as_many_as_there_may_be_and_holds_nothing_behind_its_end()
    {
        int most = (int)LimitsDocument.Value("Http2Limits.MaxStreamsPerConnection");
        int tooMany = 10_000 - most;
        Ceiling ceiling = Ceiling.Of("a client with as many streams as there may be");
        await using HostileServer upstream = new(request => request.HoldAsync());
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            upstream, services: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)));
        await OpenAsync(gateway, upstream, most, tooMany, () => Task.CompletedTask);
        long held = ManagedMemory.Held();

        await OpenAsync(gateway, upstream, most, tooMany, async () => (await ManagedMemory.StaysAsync(held, ceiling.Memory)).ShouldBeLessThan(ceiling.Memory));

        (await ManagedMemory.StaysAsync(held, Ceiling.Of("the same, once it is gone").Memory)).ShouldBeLessThan(Ceiling.Of("the same, once it is gone").Memory);
        upstream.Arrivals.ShouldBe(2 * most);
    }

    private static string Head(string host) => Policies.Request("POST", host == "plain" ? "/" : "/v1/chat/completions", host, "Content-Type: application/json", $"Content-Length: {Body.Length}");

    private static async Task LeaveAsync(HostileGateway gateway, HostileServer upstream, string stage, string host, bool resets, int clients)
    {
        int last = Array.IndexOf(Stages, stage);
        string head = Head(host).ReplaceLineEndings("\r\n") + "\r\n\r\n";
        for (int i = 0; i < clients; i++)
        {
            int arrived = upstream.Arrivals;
            NetworkStream client = (NetworkStream)await gateway.ConnectAsync();
            string sent = last switch
            {
                0 => "",
                1 => head[..(head.Length / 2)],
                2 => head,
                3 => head + Body[..5],
                _ => head + Body,
            };
            await client.WriteAsync(System.Text.Encoding.Latin1.GetBytes(sent), TestContext.Current.CancellationToken);
            if (last >= 4)
            {
                await upstream.ArrivedAsync(arrived + 1);
            }

            if (last >= 5)
            {
                await gateway.BoundedAsync(Answer.ReadAsync(client, last == 5 ? 1 : 600, TestContext.Current.CancellationToken));
            }

            client.Socket.LingerState = new LingerOption(resets, 0);
            await client.DisposeAsync();
            await upstream.IdleAsync().WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
            await gateway.QuietAsync().WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A string of JSON in chunks, until nobody takes it or there was enough. How many bytes were taken.</summary>
    private static async Task<long> SendAsync(Stream client, long enough, CancellationToken stop)
    {
        byte[] part = System.Text.Encoding.Latin1.GetBytes($"4000\r\n{new string('a', 0x4000)}\r\n");
        long sent = 0;
        try
        {
            await client.WriteAsync("2\r\n[\"\r\n"u8.ToArray(), stop);
            for (; sent < enough; sent += part.Length)
            {
                await client.WriteAsync(part, stop);
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }

        return sent;
    }

    private static async Task OpenAsync(HostileGateway gateway, HostileServer upstream, int most, int tooMany, Func<Task> look)
    {
        int arrived = upstream.Arrivals;
        await using (Stream client = await gateway.ConnectAsync())
        {
            await client.WriteAsync(Http2Frames.Preface, TestContext.Current.CancellationToken);
            for (int i = 0; i < most + tooMany; i++)
            {
                await client.WriteAsync(Http2Frames.Get((2 * i) + 1, "plain.test", "/", ("authorization", $"Bearer {Policies.Token}")), TestContext.Current.CancellationToken);
            }

            await gateway.BoundedAsync(Http2Frames.ResetsAsync(client, tooMany, TestContext.Current.CancellationToken));
            await upstream.ArrivedAsync(arrived + most).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
            await look();
        }

        await upstream.IdleAsync().WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        await gateway.QuietAsync();
    }
}
