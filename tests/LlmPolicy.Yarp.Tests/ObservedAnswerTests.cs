using System.Net;
using System.Text;
using LlmPolicy.Bodies;
using LlmPolicy.Gateway.Protocols;
using LlmPolicy.TestKinds;

namespace LlmPolicy.Gateway;

/// <summary>Those who look at the body of an answer that comes from an upstream, or stands in its place.</summary>
public sealed class ObservedAnswerTests
{
    private const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    private static readonly string Text = string.Concat(Enumerable.Range(0, 9_000).Select(i => $"{i} is a number\n"));

    public static TheoryData<string, string> ProtocolsAndFramings =>
        new MatrixTheoryData<string, string>(["http/1.1", "http/2", "https/2"], [$"content-length: {Text.Length}\r\n\r\n{Text}", $"transfer-encoding: chunked\r\n\r\n{Text.Length:x}\r\n{Text}\r\n0\r\n\r\n"]);

    [Theory]
    [MemberData(nameof(ProtocolsAndFramings))]
    public async Task What_is_seen_is_what_is_sent(string protocol, string answer)
    {
        Witness witness = new();
        await using RawUpstream upstream = new($"HTTP/1.1 200 OK\r\n{answer}");
        await using GatewayEndpoints gateway = await StartAsync(upstream, context => ResponseBody.Observe(context, witness));

        using HttpResponseMessage response = await gateway.SendAsync(protocol, HttpMethod.Get, "/v1");

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(Text);
        await witness.UntilEndedAsync();
        witness.Seen.ShouldBe(Text);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndFramings))]
    public async Task What_is_put_in_its_place_is_sent(string protocol, string answer)
    {
        await using RawUpstream upstream = new($"HTTP/1.1 200 OK\r\n{answer}");
        await using GatewayEndpoints gateway = await StartAsync(upstream, context => ResponseBody.Filter(context, new Replacing("number\n", "numeral\n")));

        using HttpResponseMessage response = await gateway.SendAsync(protocol, HttpMethod.Get, "/v1");

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(Text.Replace("number\n", "numeral\n"));
    }

    [Fact]
    public async Task Events_pass_one_by_one()
    {
        Witness witness = new();
        TaskCompletionSource read = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"u8.ToArray());
            await read.Task;
            await stream.WriteAsync("9\r\ndata: 2\n\n\r\n0\r\n\r\n"u8.ToArray());
        });
        await using GatewayEndpoints gateway = await StartAsync(upstream, context =>
        {
            ResponseBody.Observe(context, witness);
            ResponseBody.Filter(context, new Replacing("number", "numeral"));
        });
        await using Stream client = await gateway.Plain.ConnectAsync();
        await GatewayHost.WriteAsync(client, Get);

        await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken);
        (await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken)).ShouldBe("data: 1\n\n");
        read.SetResult();
        (await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken)).ShouldBe("data: 2\n\n");
        (await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken)).ShouldBeEmpty();

        await witness.UntilEndedAsync();
        witness.Seen.ShouldBe("data: 1\n\ndata: 2\n\n");
    }

    [Theory]
    [InlineData("http/1.1")]
    [InlineData("http/2")]
    public async Task An_answer_that_breaks_off_has_no_end(string protocol)
    {
        Witness witness = new();
        TaskCompletionSource over = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"u8.ToArray());
            stream.Close();
        });
        await using GatewayEndpoints gateway = await StartAsync(upstream, context =>
        {
            ResponseBody.Observe(context, witness);
            context.Response.OnCompleted(() =>
            {
                over.SetResult();
                return Task.CompletedTask;
            });
        });

        await Should.ThrowAsync<HttpRequestException>(gateway.SendAsync(protocol, HttpMethod.Get, "/v1"));

        await over.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        (witness.Seen, witness.Ends).ShouldBe(("half", 0));
    }

    [Fact]
    public async Task Of_answers_that_are_put_aside_nothing_is_seen()
    {
        Witness witness = new();
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok);
        await using GatewayEndpoints gateway = await StartAsync(
            upstream, context => ResponseBody.Observe(context, witness), "retries: {retryOn: 5xx, retryBackOff: {baseInterval: 0.001s}}");

        (await gateway.Plain.SendAsync(Get)).Body.ShouldBe("ok");

        await witness.UntilEndedAsync();
        witness.Seen.ShouldBe("ok");
    }

    [Fact]
    public async Task What_the_gateway_answers_in_the_upstreams_place_is_seen()
    {
        Witness witness = new();
        await using RawUpstream upstream = new((stream, _) =>
        {
            stream.Close();
            return Task.CompletedTask;
        });
        await using GatewayEndpoints gateway = await StartAsync(upstream, context => ResponseBody.Observe(context, witness));

        HttpMessage response = await gateway.Plain.SendAsync(Get);

        response.Status.ShouldBe(503);
        await witness.UntilEndedAsync();
        witness.Seen.ShouldBe(response.Body);
    }

    [Theory]
    [InlineData("http/1.1")]
    [InlineData("http/2")]
    public async Task A_WebSocket_does_not_come_by(string protocol)
    {
        Witness witness = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello"u8.ToArray());
            await stream.CopyToAsync(stream);
        });
        await using GatewayEndpoints gateway = await StartAsync(upstream, context =>
        {
            ResponseBody.Observe(context, witness);
            ResponseBody.Filter(context, new Replacing("hello", "bye"));
        });
        byte[] came = new byte[5];

        await using Stream tunnel = await OpenTunnelAsync(gateway, protocol);
        await tunnel.ReadExactlyAsync(came, TestContext.Current.CancellationToken);

        Encoding.ASCII.GetString(came).ShouldBe("hello");
        witness.Seen.ShouldBeEmpty();
    }

    private static async Task<Stream> OpenTunnelAsync(GatewayEndpoints gateway, string protocol)
    {
        if (protocol == "http/1.1")
        {
            Stream client = await gateway.Plain.ConnectAsync();
            await GatewayHost.WriteAsync(client, Get + "\nUpgrade: websocket\nConnection: Upgrade");
            (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken)).ShouldNotBeNull().Status.ShouldBe(101);
            return client;
        }

        HttpRequestMessage request = new(HttpMethod.Connect, gateway.Address(protocol, "/v1")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Protocol = "websocket";
        HttpResponseMessage response = await GatewayEndpoints.Client().SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
    }

    private static Task<GatewayEndpoints> StartAsync(RawUpstream upstream, Action<HttpContext> look, string options = "{}") => GatewayEndpoints.StartAsync(
        Manifests.Service(Manifests.Route("/v1", options: options), Manifests.Upstream()),
        upstream.Port,
        app => app.Use((context, next) =>
        {
            look(context);
            return next(context);
        }));
}
