using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.TestKinds;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.AspNetCore.Tests.Metering;

/// <summary>What the answers of an app's own endpoints used, metered as they pass its guard, by socket.</summary>
public sealed class UsageTests : IAsyncDisposable
{
    private const string Path = "/v1/chat/completions";
    private const string Json = """{"model":"gpt-4o-2024-08-06","choices":[{"message":{"content":"a secret answer"}}],"usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16}}""";

    private readonly UsageWitness _witness = new();
    private readonly List<string> _received = [];
    private TestApp? _app;

    public static TheoryData<string, string> LineEndsAndCodings => new MatrixTheoryData<string, string>(["\n", "\r\n"], ["identity", "gzip", "br"]);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_answer_in_JSON_passes_as_it_is_and_observers_are_told_what_it_used()
    {
        await StartAsync(context => WriteAsync(context, "application/json", Encoding.UTF8.GetBytes(Json)));

        RawResponse answer = await PostAsync("{}");

        answer.Body.ShouldBe(Json);
        RequestCompletion completion = await _witness.NextAsync();
        LlmUsage usage = completion.Usage.ShouldNotBeNull();
        (completion.Ending, usage.Source, usage.End, usage.Model, usage.Input, usage.Output, usage.Total)
            .ShouldBe((RequestEnding.Whole, LlmUsageSource.Reported, LlmAnswerEnd.Whole, "gpt-4o-2024-08-06", 9, 7, 16));
    }

    [Theory]
    [MemberData(nameof(LineEndsAndCodings))]
    public async Task A_stream_that_the_client_asks_the_usage_of_passes_as_it_is(string end, string coding)
    {
        byte[] body = ChatEvents.Coded(ChatEvents.Whole.ReplaceLineEndings(end), coding);
        await StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = coding == "identity" ? default : coding;
            return WriteAsync(context, "text/event-stream", body.Chunk(50).ToArray());
        });

        RawResponse answer = await PostAsync(ChatEvents.Asking, "Accept-Encoding: gzip, br, zstd");

        answer.Body.ShouldBe(Encoding.Latin1.GetString(body));
        _received.ShouldBe([ChatEvents.Asking, "gzip, br"]);
        LlmUsage usage = await _witness.NextUsageAsync();
        (usage.Source, usage.End, usage.Input, usage.CachedRead, usage.Output, usage.Total).ShouldBe((LlmUsageSource.Reported, LlmAnswerEnd.Whole, 9, 4, 7, 16));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task A_stream_is_asked_for_its_usage_and_the_client_who_did_not_ask_does_not_see_it(string end)
    {
        byte[] whole = Encoding.UTF8.GetBytes(ChatEvents.Whole.ReplaceLineEndings(end));
        int split = 0;
        await StartAsync(context => WriteAsync(context, "text/event-stream", whole[..split], whole[split..]));

        for (; split <= whole.Length; split++)
        {
            _received.Clear();
            RawResponse answer = await PostAsync(ChatEvents.Request, "Accept-Encoding: gzip");

            answer.Body.ShouldBe(ChatEvents.Shown.ReplaceLineEndings(end), $"split at {split}");
            _received.ShouldBe([ChatEvents.Asking, "identity"]);
            (await _witness.NextUsageAsync()).Total.ShouldBe(16);
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Behind_or_before_the_apps_own_compression_it_is_the_same(bool isOutside, bool beginsFirst)
    {
        void Endpoint(WebApplication app) => app.MapPost(Path, async context =>
        {
            context.Response.ContentType = "application/json";
            if (beginsFirst)
            {
                // What stands in front says then that it compresses.
                await context.Response.StartAsync();
            }

            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Json));
        });
        await StartAsync(
            app =>
            {
                if (isOutside)
                {
                    app.UseResponseCompression();
                }

                app.UseLlmPolicy();
                if (!isOutside)
                {
                    app.UseResponseCompression();
                }

                Endpoint(app);
            },
            builder => builder.Services.AddResponseCompression());

        using HttpClient client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });
        using HttpResponseMessage answer = await client.PostAsync($"http://127.0.0.1:{_app!.Port}{Path}", new StringContent("{}"), TestContext.Current.CancellationToken);

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(Json);
        (await _witness.NextUsageAsync()).Total.ShouldBe(16);
    }

    [Fact]
    public async Task Duplicate_stream_options_are_refused_and_use_nothing()
    {
        await StartAsync(context => WriteAsync(context, "application/json", Encoding.UTF8.GetBytes(Json)));

        RawResponse answer = await PostAsync("""{"stream":true,"stream_options":{"include_usage":true},"stream_options":{"include_usage":false}}""");

        answer.Status.ShouldBe(400);
        _received.ShouldBeEmpty();
        (await _witness.NextAsync()).Usage.ShouldBeNull();
    }

    [Fact]
    public async Task An_error_in_place_of_a_stream_passes_as_it_is_and_used_nothing()
    {
        const string Error = """{"error":{"message":"a secret reason","type":"tokens"}}""";
        await StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            return WriteAsync(context, "application/json", Encoding.UTF8.GetBytes(Error));
        });

        RawResponse answer = await PostAsync(ChatEvents.Request);

        (answer.Status, answer.Body).ShouldBe((429, Error));
        LlmUsage usage = await _witness.NextUsageAsync();
        (usage.Source, usage.Total).ShouldBe((LlmUsageSource.Refused, 0));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_endpoints_work_and_what_was_seen_counts()
    {
        TaskCompletionSource<long> gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(async context =>
        {
            await WriteAsync(context, "text/event-stream", Encoding.UTF8.GetBytes(ChatEvents.WithoutUsage));
            context.RequestAborted.Register(() => gone.SetResult(Stopwatch.GetTimestamp()));
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        using Socket client = await ConnectAsync();
        await client.SendAsync(Bytes(ChatEvents.Request), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[10_000];
        for (string seen = ""; !seen.Contains("secret answer", StringComparison.Ordinal); seen += Encoding.Latin1.GetString(buffer, 0, await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken)))
        {
        }

        long left = Stopwatch.GetTimestamp();
        client.Close();

        long cancelled = await gone.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"cancelled after {Stopwatch.GetElapsedTime(left, cancelled).TotalMilliseconds:F1} ms");
        RequestCompletion completion = await _witness.NextAsync();
        completion.Ending.ShouldBe(RequestEnding.ClientLeft);
        (completion.Usage!.Source, completion.Usage.End, completion.Usage.Input, completion.Usage.Output).ShouldBe((LlmUsageSource.Estimated, LlmAnswerEnd.ClientLeft, null, 4));
    }

    [Fact]
    public async Task An_endpoint_that_breaks_off_used_what_was_seen()
    {
        await StartAsync(async context =>
        {
            await WriteAsync(context, "text/event-stream", Encoding.UTF8.GetBytes(ChatEvents.WithoutUsage));
            throw new InvalidOperationException("broken");
        });

        using Socket client = await ConnectAsync();
        await client.SendAsync(Bytes(ChatEvents.Request), TestContext.Current.CancellationToken);
        while (await client.ReceiveAsync(new byte[1000], TestContext.Current.CancellationToken) > 0)
        {
        }

        RequestCompletion completion = await _witness.NextAsync();
        completion.Ending.ShouldBe(RequestEnding.Broken);
        (completion.Usage!.Source, completion.Usage.End, completion.Usage.Output).ShouldBe((LlmUsageSource.Estimated, LlmAnswerEnd.UpstreamBroke, 4));
    }

    [Fact]
    public async Task An_app_that_knows_better_has_the_last_word()
    {
        LlmUsage? before = null;
        LlmUsage known = new() { Source = LlmUsageSource.Reported, End = LlmAnswerEnd.Whole, Model = "own", Input = 1, Output = 2, Total = 3 };
        ILlmUsageFeature? feature = null;
        await StartAsync(async context =>
        {
            feature = context.Features.GetRequiredFeature<ILlmUsageFeature>();
            before = feature.Usage;
            await WriteAsync(context, "application/json", Encoding.UTF8.GetBytes(Json));
            feature.Report(known);
        });

        await PostAsync("{}");

        (await _witness.NextUsageAsync()).ShouldBeSameAs(known);
        before.ShouldBeNull();
        feature!.Report(known with { Input = 100 });
        feature.Usage.ShouldBeSameAs(known);
    }

    [Fact]
    public async Task An_app_that_answers_in_a_form_of_its_own_says_what_was_used()
    {
        await StartAsync(async context =>
        {
            context.Features.GetRequiredFeature<ILlmUsageFeature>().Report(new LlmUsage { Source = LlmUsageSource.Reported, End = LlmAnswerEnd.Whole, Input = 5 });
            await WriteAsync(context, "text/html", "<p>a secret answer</p>"u8.ToArray());
        });

        await PostAsync("{}");

        (await _witness.NextUsageAsync()).Input.ShouldBe(5);
    }

    [Fact]
    public async Task A_request_that_is_not_metered_has_no_feature()
    {
        await StartAsync(context => WriteAsync(context, "text/plain", Encoding.UTF8.GetBytes($"{context.Features.Get<ILlmUsageFeature>() is null}")), "meter: false");

        (await PostAsync("{}")).Body.ShouldBe("True");

        (await _witness.NextAsync()).Usage.ShouldBeNull();
    }

    [Fact]
    public async Task An_estimator_of_the_apps_counts_the_text_and_the_log_holds_none_of_it()
    {
        await StartAsync(
            context => WriteAsync(context, "text/event-stream", Encoding.UTF8.GetBytes(ChatEvents.Shown)),
            services: builder => builder.Services.AddSingleton<ILlmTokenEstimator, Letters>());

        await PostAsync(ChatEvents.Request);

        (await _witness.NextUsageAsync()).Output.ShouldBe(15);
        LogLine line = await _app!.Logs.Seen("Usage", 1);
        line.Text.ShouldContain("input= cacheRead=0 cacheWritten=0 output=15 reasoning=0 total=15; Estimated, Whole; model gpt-4o-2024-08-06");
        _app.Logs.Lines.Where(l => l.Category.StartsWith("LlmPolicy", StringComparison.Ordinal)).ShouldNotContain(l => l.Text.Contains("secret", StringComparison.Ordinal));
    }

    private static async Task WriteAsync(HttpContext context, string type, params byte[][] pieces)
    {
        context.Response.ContentType = type;
        foreach (byte[] piece in pieces)
        {
            await context.Response.Body.WriteAsync(piece);
            await context.Response.Body.FlushAsync();
        }
    }

    private Task StartAsync(RequestDelegate endpoint, string policy = "meter: true", Action<WebApplicationBuilder>? services = null) => StartAsync(
        app =>
        {
            app.UseLlmPolicy();
            app.MapPost(Path, async context =>
            {
                using StreamReader body = new(context.Request.Body);
                _received.Add(await body.ReadToEndAsync());
                _received.AddRange([.. context.Request.Headers.AcceptEncoding.OfType<string>()]);
                await endpoint(context);
            });
        },
        services,
        policy);

    private async Task StartAsync(Action<WebApplication> pipeline, Action<WebApplicationBuilder>? services, string policy = "meter: true") => _app = await TestApp.OnKestrel(new Setup
    {
        Services = builder =>
        {
            builder.AddLlmPolicy().AddManifest(TestManifest.Open(TestManifest.Route("prefix: /")) + UsageWitness.Policy("vs", policy), "test.yaml");
            builder.Services.AddSingleton<IDecisionObserver>(_witness);
            services?.Invoke(builder);
        },
        Pipeline = pipeline,
    });

    private Task<RawResponse> PostAsync(string body, params string[] headers) => _app!.Raw().Send(Bytes(body, headers));

    private static byte[] Bytes(string body, params string[] headers) => Encoding.Latin1.GetBytes(
        string.Join("\r\n", [$"POST {Path} HTTP/1.1", "Host: app", "Connection: close", "Content-Type: application/json", $"Content-Length: {body.Length}", .. headers, "", body]));

    private async Task<Socket> ConnectAsync()
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _app!.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private sealed class Letters : ILlmTokenEstimator
    {
        public int Count(ReadOnlySpan<byte> text, string? model) => text.Length;
    }
}
