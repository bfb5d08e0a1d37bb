using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Bodies;
using LlmPolicy.TestKinds;

namespace LlmPolicy.AspNetCore.Tests.Bodies;

/// <summary>A decision on a guarded request's body: what it sees of it, and that whoever reads afterwards gets every byte from the beginning.</summary>
public sealed class PeekTests
{
    private const int Mebibyte = 1024 * 1024;

    public static TheoryData<string, string> WaysAndReaders => new MatrixTheoryData<string, string>(BodyApp.Ways, ["/stream", "/reader"]);

    public static TheoryData<string> Ways => [.. BodyApp.Ways];

    [Theory]
    [MemberData(nameof(WaysAndReaders))]
    public async Task An_endpoint_reads_all_of_a_body_that_was_decided_on(string way, string path)
    {
        await using var app = await BodyApp.StartAsync(way, BodyApp.WordGuard(Mebibyte, "[please]"));
        byte[] body = Text(100_000, "please");

        var (status, echo) = await app.PostAsync(path, body);

        status.ShouldBe(HttpStatusCode.OK, app.App.Logs.Errors);
        echo.AsSpan().SequenceEqual(body).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_body_without_the_word_does_not_reach_the_endpoint(string way)
    {
        await using var app = await BodyApp.StartAsync(way, BodyApp.WordGuard(Mebibyte, "[please]"));

        var (status, text) = await app.PostAsync("/stream", Text(100_000, "now!"));

        status.ShouldBe((HttpStatusCode)418);
        Encoding.UTF8.GetString(text).ShouldBe("Say the word");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_body_of_exactly_the_limit_is_known_to_its_end(string way)
    {
        await using var app = await BodyApp.StartAsync(way, BodyApp.WordGuard(Mebibyte, "[please]"));
        byte[] body = Text(Mebibyte, "please");

        var (status, echo) = await app.PostAsync("/stream", body);

        status.ShouldBe(HttpStatusCode.OK, app.App.Logs.Errors);
        echo.AsSpan().SequenceEqual(body).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task One_byte_more_is_not_and_the_refusal_reaches_the_client(string way)
    {
        await using var app = await BodyApp.StartAsync(way, BodyApp.WordGuard(Mebibyte, "[please]"));

        var (status, _) = await app.PostAsync("/stream", Text(Mebibyte + 1, "please"));

        status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [MemberData(nameof(WaysAndReaders))]
    public async Task An_endpoint_reads_all_of_a_body_that_is_longer_than_the_limit(string way, string path)
    {
        await using var app = await BodyApp.StartAsync(way, BodyApp.WordGuard(2 * Mebibyte, "[incomplete]"));
        byte[] body = Text(3 * Mebibyte, "please");

        var (status, echo) = await app.PostAsync(path, body);

        status.ShouldBe(HttpStatusCode.OK, app.App.Logs.Errors);
        echo.AsSpan().SequenceEqual(body).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_endpoint_binds_JSON_that_was_decided_on(string way)
    {
        await using var app = await BodyApp.StartAsync(way, BodyApp.WordGuard(Mebibyte, "[please]"));
        string text = Encoding.UTF8.GetString(Text(50_000, "please"));

        var (status, echo) = await app.PostAsync("/json", Encoding.UTF8.GetBytes($$"""{"text":"{{text}}"}"""), "application/json");

        status.ShouldBe(HttpStatusCode.OK, app.App.Logs.Errors);
        Encoding.UTF8.GetString(echo).ShouldBe(text);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_request_without_a_body_is_known_to_have_none(string way)
    {
        await using var app = await BodyApp.StartAsync(way, BodyApp.WordGuard(Mebibyte, "['']"));
        using var client = app.Client();
        using HttpRequestMessage request = new(HttpMethod.Get, "/stream");

        using var response = await app.SendAsync(client, request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, app.App.Logs.Errors);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Who_has_buffered_the_body_before_may_still_go_back_in_it(string way)
    {
        await using var app = await BodyApp.StartAsync(way, BodyApp.WordGuard(Mebibyte, "[please]", pipeline =>
        {
            pipeline.Use((context, next) =>
            {
                context.Request.EnableBuffering();
                return next(context);
            });
            pipeline.UseLlmPolicy();
            pipeline.MapPost("/twice", async (HttpContext context) =>
            {
                string first = await new StreamReader(context.Request.Body).ReadToEndAsync();
                context.Request.Body.Position = 0;
                return first + await new StreamReader(context.Request.Body).ReadToEndAsync();
            });
        }));

        var (status, echo) = await app.PostAsync("/twice", "yes, please."u8.ToArray());

        status.ShouldBe(HttpStatusCode.OK, app.App.Logs.Errors);
        Encoding.UTF8.GetString(echo).ShouldBe("yes, please.yes, please.");
    }

    [Fact]
    public async Task A_client_that_waits_for_100_is_told_to_go_on()
    {
        await using var app = await BodyApp.StartAsync("length", BodyApp.WordGuard(Mebibyte, "[please]"));
        await using var client = await ConnectAsync(app);
        using StreamReader answers = new(client);

        await SendAsync(client, "POST /stream HTTP/1.1\r\nHost: app\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n");
        (await answers.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 100 Continue");
        (await answers.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("");
        await SendAsync(client, "please");

        (await answers.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 200 OK");
    }

    [Theory]
    [InlineData("POST /stream HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nplease\r\nno chunk\r\n")]
    [InlineData("POST /stream HTTP/1.1\r\nHost: app\r\nContent-Length: 31000000\r\n\r\nplease")]
    public async Task A_body_that_is_broken_or_longer_than_the_server_takes_is_not_known(string request)
    {
        await using var app = await BodyApp.StartAsync("length", BodyApp.WordGuard(100L * Mebibyte, "[please]"));
        await using var client = await ConnectAsync(app);
        using StreamReader answers = new(client);

        await SendAsync(client, request);

        (await answers.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 413 Payload Too Large");
    }

    [Fact]
    public async Task A_body_whose_client_leaves_is_not_known()
    {
        ReasonObserver observer = new();
        var setup = BodyApp.WordGuard(Mebibyte, "[please]");
        await using var app = await BodyApp.StartAsync("length", setup with
        {
            Services = builder =>
            {
                setup.Services(builder);
                builder.Services.AddSingleton<IDecisionObserver>(observer);
            },
        });
        await using (var client = await ConnectAsync(app))
        {
            await SendAsync(client, "POST /stream HTTP/1.1\r\nHost: app\r\nContent-Length: 10\r\n\r\nplease");
        }

        (await observer.Settled.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldBe(WordPolicy.Refused);
    }

    [Fact]
    public async Task Behind_a_refusal_of_a_body_that_was_there_whole_the_connection_goes_on()
    {
        await using var app = await BodyApp.StartAsync("length", BodyApp.WordGuard(Mebibyte, "[please]"));
        await using var client = await ConnectAsync(app);
        using StreamReader answers = new(client);

        await SendAsync(client, "POST /stream HTTP/1.1\r\nHost: app\r\nContent-Length: 4\r\n\r\nnow!");
        string refusal = "";
        while (!refusal.Contains("Say the word", StringComparison.Ordinal))
        {
            refusal += (char)answers.Read();
        }

        await SendAsync(client, "POST /stream HTTP/1.1\r\nHost: app\r\nContent-Length: 6\r\n\r\nplease");

        (await answers.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task A_refusal_reaches_a_client_that_is_still_sending()
    {
        await using var app = await BodyApp.StartAsync("length", BodyApp.WordGuard(Mebibyte, "[please]"));
        await using var client = await ConnectAsync(app);
        using StreamReader answers = new(client);
        string chunk = $"100000\r\n{new string('x', Mebibyte)}\r\n";

        await SendAsync(client, "POST /stream HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 20; i++)
        {
            await SendAsync(client, chunk);
        }

        string answer = await answers.ReadLineAsync(TestContext.Current.CancellationToken) + "\n" + await ReadHeadersAsync(answers);
        answer.ShouldStartWith("HTTP/1.1 413");
        answer.ShouldContain("Connection: close");
    }

    [Fact]
    public async Task Where_no_rule_asks_for_the_body_it_is_left_alone()
    {
        await using var app = await TestApp.Guarding(
            TestManifest.Open(TestManifest.Route("prefix: /")),
            a => a.MapPost("/x", (HttpContext context) => $"{context.Features.Get<RequestBody>() is null} {context.Request.Body is RequestBody}"));
        using StringContent body = new("please");

        using var response = await app.Client().PostAsync("/x", body, TestContext.Current.CancellationToken);

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("True False");
    }

    /// <summary>Its pattern has a length that no buffer has: what is lost, doubled or moved shows.</summary>
    private static byte[] Text(int length, string word)
    {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++)
        {
            text[i] = (byte)('a' + (i % 251 % 26));
        }

        Encoding.ASCII.GetBytes(word).CopyTo(text, length / 2);
        return text;
    }

    private static async Task<string> ReadHeadersAsync(StreamReader answers)
    {
        StringBuilder headers = new();
        while (await answers.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
        {
            headers.Append(line).Append('\n');
        }

        return headers.ToString();
    }

    private static async Task<NetworkStream> ConnectAsync(BodyApp app)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, app.App.Port, TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task SendAsync(NetworkStream client, string text) => await client.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    private sealed class ReasonObserver : IDecisionObserver
    {
        public TaskCompletionSource<string> Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        void IDecisionObserver.Settled(ILlmPolicyFeature decided) => Settled.TrySetResult(decided.Decision.Reason);

        public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
        {
        }
    }
}
