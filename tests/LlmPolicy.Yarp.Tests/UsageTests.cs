using System.Diagnostics;
using System.Text;
using LlmPolicy.TestKinds;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Gateway;

/// <summary>What an upstream's answers used, metered as they pass, by socket.</summary>
public sealed class UsageTests : IAsyncDisposable
{
    private const string Json = """{"model":"gpt-4o-2024-08-06","choices":[{"message":{"content":"a secret answer"}}],"usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16}}""";

    private readonly UsageWitness _witness = new();
    private readonly LogSink _logs = new();
    private RawUpstream _upstream = new();
    private GatewayHost? _gateway;

    public static TheoryData<string, string> LineEndsAndCodings => new MatrixTheoryData<string, string>(["\n", "\r\n"], ["identity", "gzip", "br"]);

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_in_JSON_passes_as_it_is_and_observers_are_told_what_it_used()
    {
        await StartAsync(Answer("application/json", Json));

        HttpMessage answer = await PostAsync("{}");

        answer.Body.ShouldBe(Json);
        answer["content-length"].ShouldBe([$"{Json.Length}"]);
        RequestCompletion completion = await _witness.NextAsync();
        completion.Ending.ShouldBe(RequestEnding.Whole);
        completion.Usage.ShouldBe(new LlmUsage
        {
            Source = LlmUsageSource.Reported,
            End = LlmAnswerEnd.Whole,
            Model = "gpt-4o-2024-08-06",
            Input = 9,
            Output = 7,
            Total = 16,
            TextBytes = 15,
        });
    }

    [Theory]
    [MemberData(nameof(LineEndsAndCodings))]
    public async Task A_stream_that_the_client_asks_the_usage_of_passes_as_it_is(string end, string coding)
    {
        byte[] body = ChatEvents.Coded(ChatEvents.Whole.ReplaceLineEndings(end), coding);
        await StartAsync(Answer("text/event-stream", Encoding.Latin1.GetString(body), $"content-encoding: {coding}\r\n"));

        HttpMessage answer = await PostAsync(ChatEvents.Asking, "Accept-Encoding: gzip, br, zstd");

        answer.Body.ShouldBe(Encoding.Latin1.GetString(body));
        (await _upstream.NextRequestAsync()).Body.ShouldBe(ChatEvents.Asking);
        LlmUsage usage = await _witness.NextUsageAsync();
        (usage.Source, usage.End, usage.Input, usage.CachedRead, usage.Output, usage.Total).ShouldBe((LlmUsageSource.Reported, LlmAnswerEnd.Whole, 9, 4, 7, 16));
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "gzip, deflate, br")]
    [InlineData("gzip", "gzip")]
    [InlineData("zstd", "identity")]
    public async Task The_upstream_is_offered_what_can_be_read(string offered, string sent)
    {
        await StartAsync(Answer("application/json", Json));

        await PostAsync("{}", $"Accept-Encoding: {offered}");

        (await _upstream.NextRequestAsync())["accept-encoding"].ShouldBe([sent]);
    }

    [Fact]
    public async Task A_route_that_is_not_metered_offers_what_the_client_takes_and_uses_nothing()
    {
        await StartAsync(Answer("application/json", Json), policy: "");

        await PostAsync(ChatEvents.Request, "Accept-Encoding: zstd");

        HttpMessage sent = await _upstream.NextRequestAsync();
        (sent.Body, sent["accept-encoding"].Single()).ShouldBe((ChatEvents.Request, "zstd"));
        (await _witness.NextAsync()).Usage.ShouldBeNull();
        _logs.Named("Usage").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task A_stream_is_asked_for_its_usage_and_the_client_who_did_not_ask_does_not_see_it(string end)
    {
        string whole = ChatEvents.Whole.ReplaceLineEndings(end);
        int split = 0;
        await StartAsync((stream, _) => WriteInPiecesAsync(stream, whole[..split], whole[split..]));

        for (; split <= whole.Length; split++)
        {
            HttpMessage answer = await PostAsync(ChatEvents.Request, "Accept-Encoding: gzip");

            answer.Body.ShouldBe(ChatEvents.Shown.ReplaceLineEndings(end), $"split at {split}");
            HttpMessage sent = await _upstream.NextRequestAsync();
            (sent.Body, sent["accept-encoding"].Single()).ShouldBe((ChatEvents.Asking, "identity"));
            (await _witness.NextUsageAsync()).Total.ShouldBe(16);
        }
    }

    [Fact]
    public async Task A_stream_that_is_left_is_not_asked()
    {
        await StartAsync(Answer("text/event-stream", ChatEvents.Shown), "meter: true, streamUsage: LEAVE");

        (await PostAsync(ChatEvents.Request)).Body.ShouldBe(ChatEvents.Shown);

        (await _upstream.NextRequestAsync()).Body.ShouldBe(ChatEvents.Request);
        LlmUsage usage = await _witness.NextUsageAsync();
        (usage.Source, usage.Input, usage.Output).ShouldBe((LlmUsageSource.Estimated, null, 4));
    }

    [Fact]
    public async Task Duplicate_stream_options_are_refused_and_use_nothing()
    {
        await StartAsync(Answer("application/json", Json));

        HttpMessage answer = await PostAsync("""{"stream":true,"stream_options":{"include_usage":true},"stream_options":{"include_usage":false}}""");

        answer.Status.ShouldBe(400);
        _upstream.WasReached.ShouldBeFalse();
        (await _witness.NextAsync()).Usage.ShouldBeNull();
    }

    [Theory]
    [InlineData("429 Too Many Requests")]
    [InlineData("200 OK")]
    public async Task An_error_in_place_of_a_stream_passes_as_it_is_and_used_nothing(string status)
    {
        const string Error = """{"error":{"message":"a secret reason","type":"tokens"}}""";
        await StartAsync($"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {Error.Length}\r\n\r\n{Error}");

        HttpMessage answer = await PostAsync(ChatEvents.Request);

        (answer.Body, answer["content-length"].Single()).ShouldBe((Error, $"{Error.Length}"));
        LlmUsage usage = await _witness.NextUsageAsync();
        (usage.Source, usage.Input, usage.Output, usage.Total).ShouldBe((LlmUsageSource.Refused, 0, 0, 0));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_upstreams_work_and_what_was_seen_counts()
    {
        TaskCompletionSource<long> gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(async (stream, _) =>
        {
            await WriteChunkAsync(stream, StreamHead, ChatEvents.WithoutUsage);
            await ReadToEndAsync(stream);
            gone.SetResult(Stopwatch.GetTimestamp());
        });

        long left;
        await using (Stream client = await _gateway!.ConnectAsync())
        {
            await WritePostAsync(client, ChatEvents.Request);
            await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken);
            for (string seen = ""; seen != ChatEvents.WithoutUsage; seen += await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken))
            {
            }

            left = Stopwatch.GetTimestamp();
        }

        long closed = await gone.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"cancelled after {Stopwatch.GetElapsedTime(left, closed).TotalMilliseconds:F1} ms");
        RequestCompletion completion = await _witness.NextAsync();
        completion.Ending.ShouldBe(RequestEnding.ClientLeft);
        // "a secret answer" is 15 bytes.
        (completion.Usage!.Source, completion.Usage.End, completion.Usage.Input, completion.Usage.Output).ShouldBe((LlmUsageSource.Estimated, LlmAnswerEnd.ClientLeft, null, 4));
    }

    [Fact]
    public async Task A_client_that_leaves_behind_the_report_used_what_it_says()
    {
        await StartAsync(async (stream, _) =>
        {
            await WriteChunkAsync(stream, StreamHead, ChatEvents.WithoutUsage + ChatEvents.UsageChunk + ": more\n\n");
            await ReadToEndAsync(stream);
        });

        await using (Stream client = await _gateway!.ConnectAsync())
        {
            await WritePostAsync(client, ChatEvents.Request);
            await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken);
            for (string seen = ""; seen != ChatEvents.WithoutUsage + ": more\n\n"; seen += await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken))
            {
            }
        }

        LlmUsage usage = await _witness.NextUsageAsync();
        (usage.Source, usage.End, usage.Input, usage.Output).ShouldBe((LlmUsageSource.Reported, LlmAnswerEnd.ClientLeft, 9, 7));
    }

    [Fact]
    public async Task An_upstream_that_breaks_off_used_what_was_seen()
    {
        await StartAsync(async (stream, _) =>
        {
            await WriteChunkAsync(stream, StreamHead, ChatEvents.WithoutUsage);
            stream.Close();
        });

        await using Stream client = await _gateway!.ConnectAsync();
        await WritePostAsync(client, ChatEvents.Request);
        await ReadToEndAsync(client);

        RequestCompletion completion = await _witness.NextAsync();
        completion.Ending.ShouldBe(RequestEnding.Broken);
        (completion.Usage!.Source, completion.Usage.End, completion.Usage.Output).ShouldBe((LlmUsageSource.Estimated, LlmAnswerEnd.UpstreamBroke, 4));
    }

    [Fact]
    public async Task An_upstream_that_gives_no_answer_used_nothing_that_is_known()
    {
        await StartAsync((stream, _) =>
        {
            stream.Close();
            return Task.CompletedTask;
        });

        (await PostAsync("{}")).Status.ShouldBe(503);

        (await _witness.NextAsync()).Usage.ShouldBeNull();
    }

    [Fact]
    public async Task Of_an_answer_that_is_put_aside_for_another_try_nothing_counts()
    {
        int tries = 0;
        await StartAsync(
            (stream, _) => stream.WriteAsync(Encoding.Latin1.GetBytes(
                tries++ == 0 ? Answer("application/json", Json).Replace("200 OK", "503 Busy", StringComparison.Ordinal) : Answer("text/event-stream", ChatEvents.Whole))).AsTask(),
            options: "retries: {retryOn: 5xx, numRetries: 1, retryBackOff: {baseInterval: 0.001s}}");

        (await PostAsync(ChatEvents.Request)).Body.ShouldBe(ChatEvents.Shown);

        (await _witness.NextUsageAsync()).CachedRead.ShouldBe(4);
        (await _upstream.NextRequestAsync()).Body.ShouldBe(ChatEvents.Asking);
        (await _upstream.NextRequestAsync()).Body.ShouldBe(ChatEvents.Asking);
    }

    [Fact]
    public async Task The_log_has_one_line_with_the_counts_and_nothing_of_what_was_said()
    {
        await StartAsync(Answer("application/json", Json.Replace("gpt-4o-2024-08-06", "gpt\\n\\u001b[1m \\u00e9" + new string('x', 150), StringComparison.Ordinal)));

        HttpMessage answer = await PostAsync(ChatEvents.Asking);

        LogLine line = await _logs.Seen("Usage", 1);
        line.Level.ShouldBe(LogLevel.Information);
        line.Text.Trim().ShouldBe(
            $"Decision {answer["x-llmpolicy-decision"].Single()}: input=9 cacheRead=0 cacheWritten=0 output=7 reasoning=0 total=16; Reported, Whole; "
            + $"model gpt??[1m??{new string('x', 90)}, route default/gateway:routes[0]");
        _logs.Lines.Where(l => l.Category.StartsWith("LlmPolicy", StringComparison.Ordinal)).ShouldNotContain(l => l.Text.Contains("secret", StringComparison.Ordinal));
        _logs.Named("Usage").Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_nobody_knows_is_a_line_for_those_who_debug()
    {
        await StartAsync(Answer("application/json", "{}"));

        await PostAsync("{}");

        (await _logs.Seen("Usage", 1)).Level.ShouldBe(LogLevel.Debug);
    }

    private const string StreamHead = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    private static string Answer(string type, string body, string headers = "") => $"HTTP/1.1 200 OK\r\ncontent-type: {type}\r\n{headers}content-length: {body.Length}\r\n\r\n{body}";

    private Task StartAsync(string answer, string policy = "meter: true") => StartAsync((stream, _) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer)).AsTask(), policy);

    private async Task StartAsync(Func<Stream, HttpMessage, Task> answer, string policy = "meter: true", string options = "{}")
    {
        await _upstream.DisposeAsync();
        _upstream = new RawUpstream(answer);
        _gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/", options: options), Manifests.Upstream()) + (policy.Length == 0 ? "" : UsageWitness.Policy("gateway", policy)),
            new LoopbackDialer(_upstream.Port),
            proxy =>
            {
                proxy.Services.AddSingleton<IDecisionObserver>(_witness);
                proxy.Services.AddLogging(logging => logging.AddProvider(_logs).SetMinimumLevel(LogLevel.Trace));
            });
    }

    private Task<HttpMessage> PostAsync(string body, params string[] headers) => _gateway!.SendAsync(Head(body, headers), body);

    private static Task WritePostAsync(Stream client, string body) => GatewayHost.WriteAsync(client, Head(body), body);

    private static string Head(string body, params string[] headers) => string.Join(
        '\n', ["POST /v1/chat/completions HTTP/1.1", "Host: gateway.example.com", "Content-Type: application/json", $"Content-Length: {body.Length}", .. headers]);

    private static Task WriteChunkAsync(Stream stream, string head, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes($"{head}{text.Length:x}\r\n{text}\r\n")).AsTask();

    private static async Task WriteInPiecesAsync(Stream stream, params string[] pieces)
    {
        string head = StreamHead;
        foreach (string piece in pieces.Where(piece => piece.Length > 0))
        {
            await WriteChunkAsync(stream, head, piece);
            await stream.FlushAsync();
            await Task.Yield();
            head = "";
        }

        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
    }

    private static async Task ReadToEndAsync(Stream stream)
    {
        try
        {
            while (await stream.ReadAsync(new byte[100], TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset instead of closed: gone all the same.
        }
    }
}
