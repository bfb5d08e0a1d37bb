using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Bodies;
using LlmPolicy.TestKinds;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.AspNetCore.Tests.Bodies;

/// <summary>Those who look at the body of a guarded endpoint's response, however it is written.</summary>
public sealed class ResponseBodyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static readonly string[] Servers = ["length", "http/2", "TestServer"];

    private static readonly string[] Writers = ["/stream", "/apm", "/advance", "/write", "/file", "/part", "/copied", "/text", "/completed", "/mixed"];

    private static readonly string Text = string.Concat(Enumerable.Range(0, 9_000).Select(i => $"{i} is a number\n"));

    public static TheoryData<string, string> ServersAndWriters => new MatrixTheoryData<string, string>(Servers, Writers);

    public static TheoryData<string> AllServers => [.. Servers];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(ServersAndWriters))]
    public async Task What_is_seen_is_what_is_sent(string server, string path)
    {
        Witness witness = new();
        await using var app = await StartAsync(server, context => ResponseBody.Observe(context, witness));

        string body = await GetAsync(app, path);

        body.ShouldBe(Sent(path));
        await witness.UntilEndedAsync();
        witness.Seen.ShouldBe(body);
    }

    [Theory]
    [MemberData(nameof(ServersAndWriters))]
    public async Task What_is_put_in_its_place_is_sent_and_what_was_held_back_comes_at_the_end(string server, string path)
    {
        Witness before = new();
        Witness after = new();
        await using var app = await StartAsync(server, context =>
        {
            ResponseBody.Observe(context, before);
            ResponseBody.Filter(context, new Replacing("number\n", "numeral\n"));
            ResponseBody.Filter(context, new Replacing("8 is", "eight is"));
            ResponseBody.Observe(context, after);
        });

        string body = await GetAsync(app, path);

        body.ShouldBe(Sent(path).Replace("number\n", "numeral\n").Replace("8 is", "eight is"));
        await after.UntilEndedAsync();
        (before.Seen, before.Ends, after.Seen).ShouldBe((Sent(path), 1, body));
    }

    [Theory]
    [MemberData(nameof(AllServers))]
    public async Task A_body_may_be_held_back_whole(string server)
    {
        await using var app = await StartAsync(server, context => ResponseBody.Filter(context, new Holding()));

        (await GetAsync(app, "/text")).ShouldBe(Text);
    }

    [Theory]
    [InlineData("length", "/events")]
    [InlineData("length", "/flushed")]
    [InlineData("http/2", "/events")]
    [InlineData("http/2", "/flushed")]
    [InlineData("TestServer", "/events")]
    [InlineData("TestServer", "/flushed")]
    public async Task Events_pass_one_by_one(string server, string path)
    {
        Witness witness = new();
        TaskCompletionSource read = new();
        await using var app = await StartAsync(server, context =>
        {
            context.Items["read"] = read.Task;
            ResponseBody.Observe(context, witness);
            ResponseBody.Filter(context, new Replacing("number", "numeral"));
        });
        using var client = app.Client();
        using HttpRequestMessage request = new(HttpMethod.Get, path);

        using var response = await app.SendAsync(client, request);
        using StreamReader events = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        (await events.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("data: 1");
        witness.Ends.ShouldBe(0);
        read.SetResult();
        (await events.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("data: 2");
        await witness.UntilEndedAsync();
    }

    [Theory]
    [InlineData("length", "HEAD", "/text", 200)]
    [InlineData("http/2", "HEAD", "/stream", 200)]
    [InlineData("TestServer", "HEAD", "/204", 204)]
    [InlineData("length", "GET", "/204", 204)]
    [InlineData("http/2", "GET", "/304", 304)]
    public async Task Of_a_response_without_a_body_nothing_is_seen(string server, string method, string path, int status)
    {
        Witness witness = new();
        await using var app = await StartAsync(server, context =>
        {
            ResponseBody.Observe(context, witness);
            ResponseBody.Filter(context, new Replacing("number", "numeral"));
            ResponseBody.Filter(context, new Signed());
        });
        using var client = app.Client();
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using var response = await app.SendAsync(client, request);

        ((int)response.StatusCode).ShouldBe(status, app.App.Logs.Errors);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        await witness.UntilEndedAsync();
        witness.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("length", "/aborted")]
    [InlineData("http/2", "/aborted")]
    [InlineData("length", "/broken")]
    [InlineData("http/2", "/broken")]
    [InlineData("TestServer", "/broken")]
    public async Task A_body_that_breaks_off_has_no_end(string server, string path)
    {
        Witness witness = new();
        TaskCompletionSource over = new();
        await using var app = await BodyApp.StartAsync(server, Setup(
            context =>
            {
                ResponseBody.Observe(context, witness);
                ResponseBody.Filter(context, new Signed());
            },
            pipeline => pipeline.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                finally
                {
                    over.SetResult();
                }
            })));

        await Should.ThrowAsync<Exception>(GetAsync(app, path));

        await over.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        (witness.Seen, witness.Ends).ShouldBe(("half", 0));
    }

    [Fact]
    public async Task An_error_page_in_place_of_a_response_that_had_not_begun_is_sent_whole()
    {
        await using var app = await BodyApp.StartAsync("length", Setup(
            context => ResponseBody.Filter(context, new Replacing("number", "numeral")),
            pipeline => pipeline.UseExceptionHandler(page => page.Run(context => context.Response.WriteAsync("what num")))));
        using var client = app.Client();

        using var response = await client.GetAsync("/thrown", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("what num");
    }

    [Fact]
    public async Task What_the_policy_answers_itself_is_seen_too()
    {
        Witness witness = new();
        await using var app = await StartAsync("length", context => ResponseBody.Observe(context, witness));

        (await GetAsync(app, "/tea")).ShouldBe("short and stout");

        await witness.UntilEndedAsync();
        witness.Seen.ShouldBe("short and stout");
    }

    [Fact]
    public async Task Where_nobody_looks_the_servers_own_body_is_written()
    {
        await using var app = await StartAsync("length", _ => { });

        (await GetAsync(app, "/mine")).ShouldBe("False");
    }

    [Fact]
    public async Task Who_comes_when_the_response_has_begun_is_turned_away()
    {
        await using var app = await StartAsync("length", _ => { });

        (await GetAsync(app, "/late")).ShouldBe("no\n");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_WebSocket_does_not_come_by(string version)
    {
        Witness witness = new();
        await using var app = await StartAsync(version == "2.0" ? "http/2" : "length", context =>
        {
            ResponseBody.Observe(context, witness);
            ResponseBody.Filter(context, new Replacing("hello", "bye"));
            ResponseBody.Filter(context, new Signed());
        });
        using ClientWebSocket socket = new();
        (socket.Options.HttpVersion, socket.Options.HttpVersionPolicy) = (new Version(version), HttpVersionPolicy.RequestVersionExact);
        using HttpMessageInvoker invoker = new(new SocketsHttpHandler());

        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{app.App.Port}/ws"), invoker, TestContext.Current.CancellationToken);
        byte[] buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);

        Encoding.ASCII.GetString(buffer, 0, received.Count).ShouldBe("hello");
        witness.Seen.ShouldBeEmpty();
    }

    private static string Sent(string path) => path == "/part" ? Text[10..^10] : Text;

    private static async Task<string> GetAsync(BodyApp app, string path)
    {
        using var client = app.Client();
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        using var response = await app.SendAsync(client, request);
        response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private Task<BodyApp> StartAsync(string server, Action<HttpContext> look) => BodyApp.StartAsync(server, Setup(look, _ => { }));

    private Setup Setup(Action<HttpContext> look, Action<WebApplication> first) => new()
    {
        Configuration = { ["LlmPolicy:AllowExtendedConnect"] = "true" },
        Services = builder => builder.AddLlmPolicy().AddManifest(TestManifest.Open(
            "- matchers:\n    - prefix: /tea\n  directResponseAction:\n    status: 200\n    body: short and stout\n" + TestManifest.Route("prefix: /"))),
        Pipeline = app =>
        {
            first(app);
            app.Use((context, next) =>
            {
                look(context);
                return next(context);
            });
            app.UseWebSockets();
            app.UseLlmPolicy();
            MapWriters(app);
            MapEnds(app);
        },
    };

    private void MapWriters(WebApplication app)
    {
        byte[] text = Encoding.ASCII.GetBytes(Text);
        _folder.Write("text", Text);
        app.Map("/stream", async (HttpContext context) =>
        {
            foreach (byte[] piece in text.Chunk(7_777))
            {
                await context.Response.Body.WriteAsync(piece);
            }
        });
        app.Map("/apm", (HttpContext context) => Task.Factory.FromAsync(context.Response.Body.BeginWrite, context.Response.Body.EndWrite, text, 0, text.Length, null));
        app.Map("/advance", async (HttpContext context) =>
        {
            foreach (byte[] piece in text.Chunk(5_003))
            {
                piece.CopyTo(context.Response.BodyWriter.GetSpan(piece.Length));
                context.Response.BodyWriter.Advance(piece.Length);
            }

            await context.Response.BodyWriter.FlushAsync();
        });
        app.Map("/write", async (HttpContext context) =>
        {
            await context.Response.StartAsync();
            await context.Response.BodyWriter.WriteAsync(text);
            await context.Response.BodyWriter.CompleteAsync();
        });
        app.Map("/file", () => Results.File(_folder["text"], "text/plain"));
        app.Map("/part", (HttpContext context) => context.Response.SendFileAsync(_folder["text"], 10, text.Length - 20));
        app.Map("/copied", () => Results.Stream(new MemoryStream(text)));
        app.Map("/text", () => Results.Text(Text));
        app.Map("/completed", async (HttpContext context) =>
        {
            context.Response.ContentLength = text.Length;
            await context.Response.Body.WriteAsync(text);
            await context.Response.CompleteAsync();
        });
        app.Map("/mixed", async (HttpContext context) =>
        {
            context.Response.ContentLength = text.Length;
            context.Response.BodyWriter.Write(text.AsSpan(0, 1_000));
            await context.Response.BodyWriter.FlushAsync();
            await context.Response.Body.WriteAsync(text.AsMemory(1_000, 1_000));
            await context.Response.BodyWriter.WriteAsync(text.AsMemory(2_000));
        });
    }

    private static void MapEnds(WebApplication app)
    {
        app.Map("/events", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("data: 1\n");
            await context.Response.Body.FlushAsync();
            await (Task)context.Items["read"]!;
            await context.Response.WriteAsync("data: 2\n");
        });
        app.Map("/flushed", async (HttpContext context) =>
        {
            context.Response.BodyWriter.Write("data: 1\n"u8);
            await context.Response.BodyWriter.FlushAsync();
            await (Task)context.Items["read"]!;
            context.Response.BodyWriter.Write("data: 2\n"u8);
        });
        app.Map("/204", () => Results.NoContent());
        app.Map("/304", () => Results.StatusCode(304));
        app.Map("/aborted", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            context.Abort();
        });
        app.Map("/broken", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            throw new InvalidOperationException();
        });
        app.Map("/thrown", context => throw new InvalidOperationException());
        app.Map("/mine", (HttpContext context) => $"{context.Features.Get<IHttpResponseBodyFeature>() is ResponseBody}");
        app.Map("/late", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("no\n");
            Should.Throw<InvalidOperationException>(() => ResponseBody.Observe(context, new Witness()));
        });
        app.Map("/ws", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, context.RequestAborted);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
    }

    /// <summary>Holds everything back.</summary>
    private sealed class Holding : IResponseBodyFilter
    {
        private readonly ArrayBufferWriter<byte> _held = new();

        public void OnBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output) => _held.Write(bytes);

        public void OnEnd(IBufferWriter<byte> output) => output.Write(_held.WrittenSpan);
    }

    /// <summary>Has a word for the end.</summary>
    private sealed class Signed : IResponseBodyFilter
    {
        public void OnBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output) => output.Write(bytes);

        public void OnEnd(IBufferWriter<byte> output) => output.Write("signed"u8);
    }
}
