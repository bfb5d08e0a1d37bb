using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.Conformance.Gateway.Http2;
using LlmPolicy.Conformance.Gateway.Wire;
using LlmPolicy.Conformance.Suites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Conformance.Tests;

/// <summary>The frames that the gateway is asked with, put to Kestrel, and what HttpClient writes, read.</summary>
public class Http2ClientTests
{
    private static readonly IReadOnlyList<string>[] Get = [[":method", "GET"], [":scheme", "http"], [":authority", "h.test"], [":path", "/a?b"]];

    [Fact]
    public async Task A_block_is_read_by_Kestrel_as_it_was_written()
    {
        await using WebApplication server = await ServeAsync(async context => await context.Response.WriteAsync(
            $"{context.Request.Method} {context.Request.Host} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers["x-a"]}"));

        Answer answer = await PutAsync(server, new Http2Request([.. Get, ["x-a", new string('v', 300)]]));

        (answer.Status, answer.Body, answer.Cut, answer.WasReset).ShouldBe((200, $"GET h.test /a?b {new string('v', 300)}", null, false));
    }

    [Fact]
    public async Task A_block_longer_than_a_frame_goes_on_in_further_ones()
    {
        await using WebApplication server = await ServeAsync(context => context.Response.WriteAsync($"{context.Request.Headers.Sum(header => header.Value.ToString().Length)}"));

        Answer answer = await PutAsync(server, new Http2Request([.. Get, .. Enumerable.Range(0, 4).Select(i => (IReadOnlyList<string>)[$"x-{i}", new string('v', 7000)])]));

        (answer.Status, answer.Body).ShouldBe((200, $"{(4 * 7000) + "h.test".Length}"));
    }

    [Fact]
    public async Task Body_and_trailers_arrive_and_those_of_the_answer_come_back()
    {
        await using WebApplication server = await ServeAsync(async context =>
        {
            string body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            context.Response.DeclareTrailer("x-back");
            await context.Response.WriteAsync($"{body.Length} {context.Request.GetTrailer("x-t")}");
            context.Response.AppendTrailer("x-back", "1");
        });

        Answer answer = await PutAsync(server, new Http2Request(Get) { Body = new string('b', 40_000), Trailers = [["x-t", "there"]] });

        (answer.Status, answer.Body).ShouldBe((200, "40000 there"));
        answer.Trailers.ShouldBe([new HeaderField("x-back", "1")]);
    }

    [Fact]
    public async Task An_answer_that_is_broken_off_is_reset()
    {
        await using WebApplication server = await ServeAsync(async context =>
        {
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        Answer answer = await PutAsync(server, new Http2Request(Get));

        answer.WasReset.ShouldBeTrue();
    }

    [Fact]
    public async Task A_block_that_is_none_gets_no_answer()
    {
        await using WebApplication server = await ServeAsync(context => context.Response.WriteAsync("served"));

        Answer answer = await PutAsync(server, new Http2Request([.. Get, ["X-Upper", "1"]]), new Expectation(0));

        answer.Status.ShouldBe(0);
    }

    [Fact]
    public async Task A_tunnel_takes_bytes_and_gives_them_back()
    {
        await using WebApplication server = await ServeAsync(async context =>
        {
            await using Stream tunnel = await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync();
            byte[] bytes = new byte[16];
            int count = await tunnel.ReadAsync(bytes);
            await tunnel.WriteAsync(bytes.AsMemory(0, count));
        });

        Answer answer = await PutAsync(
            server,
            new Http2Request([[":method", "CONNECT"], [":protocol", "websocket"], .. Get[1..]]) { Open = true, Then = ["hello"] },
            new Expectation(200) { Tunnel = "hello" });

        (answer.Status, answer.Tunnel).ShouldBe((200, "hello"));
    }

    [Fact]
    public async Task The_frames_that_HttpClient_writes_are_read()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using HttpClient client = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Uri address = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/a");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        Task<HttpResponseMessage> asked = client.PostAsync(address, new StringContent("body"), stop.Token);
        using Socket socket = await listener.AcceptSocketAsync(stop.Token);
        await using NetworkStream stream = new(socket);
        WireBuffer bytes = new(memory => stream.ReadAsync(memory, stop.Token));
        (await bytes.FillToAsync(24)).ShouldBeNull();
        bytes.Skip(24);
        // An answer to its settings: no table.
        await stream.WriteAsync(Encoding.Latin1.GetBytes(new Frame(FrameType.Settings, 0, 0, "\0\x1\0\0\0\0").ToBytes()), stop.Token);
        FrameReader frames = new(bytes);
        List<Frame> read = [];
        while (read is not [.., { Type: FrameType.Data }])
        {
            read.Add((await frames.ReadAsync()).ShouldNotBeNull());
        }

        Frame head = read.Single(frame => frame.Type == FrameType.Headers);
        HeaderBlock.Read(head.Content).ShouldContain(new HeaderField(":path", "/a"));
        HeaderBlock.Read(head.Content).ShouldContain(new HeaderField("content-type", "text/plain; charset=utf-8"));
        read[^1].Content.ShouldBe("body");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);
    }

    /// <summary>RFC 7541, C.2.1 and C.2.2, and a number of two bytes as in C.1.2.</summary>
    [Fact]
    public void A_block_of_the_RFC_is_read()
    {
        HeaderBlock.Read("\x40\x0a" + "custom-key\x0d" + "custom-header").ShouldBe([new("custom-key", "custom-header")]);
        HeaderBlock.Read("\x04\x0c/sample/path").ShouldBe([new(":path", "/sample/path")]);
        HeaderBlock.Read("\x82").ShouldBe([new(":method", "GET")]);
        HeaderBlock.Read("\0\x1" + "a\x7f\x01" + new string('v', 128)).ShouldBe([new("a", new string('v', 128))]);
    }

    [Fact]
    public void A_block_that_refers_to_a_table_is_refused() => Should.Throw<InvalidDataException>(() => HeaderBlock.Read("\xbe"));

    private static Task<Answer> PutAsync(WebApplication server, Http2Request request, Expectation? expected = null)
    {
        int port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        return new Http2Client(port).SendAsync(new SuiteCase("c", new CaseRequest { Http2 = request }, expected ?? new Expectation(200)));
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        WebApplication server = builder.Build();
        server.Run(answer);
        await server.StartAsync();
        return server;
    }
}
