using System.Collections.Concurrent;
using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>An observer of an app's own: what it is told of decisions at a guard, and when.</summary>
public sealed class ObserverTests
{
    private static readonly string Token = TestTokens.Mint("""{"iss":"test"}""");

    [Fact]
    public async Task A_request_that_passes_is_settled_once_and_completed_once()
    {
        await using var app = await StartAsync();

        using var answer = await app.Get("/x", Token);

        (await Told(app, 2)).ShouldBe(["settled forwarded", "completed forwarded 200 Whole"]);
        Observer(app).Ids.Distinct().ShouldBe([answer.Headers.GetValues("x-llmpolicy-decision").Single()]);
    }

    [Fact]
    public async Task A_refusal_is_too()
    {
        await using var app = await StartAsync();

        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await Told(app, 2)).ShouldBe(["settled jwt.missing", "completed jwt.missing 401 Whole"]);
    }

    [Fact]
    public async Task An_endpoint_that_breaks_its_answer_off_has_been_settled_and_is_told_as_broken()
    {
        await using var app = await TestApp.OnKestrel(Setup(Pipeline));
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{app.Port}"), DefaultRequestHeaders = { { "Authorization", $"Bearer {Token}" } } };

        await Should.ThrowAsync<HttpRequestException>(() => client.GetStringAsync("/broken", TestContext.Current.CancellationToken));

        (await Told(app, 2)).ShouldBe(["settled forwarded", "completed forwarded 200 Broken"]);
    }

    [Fact]
    public async Task A_client_that_leaves_is_told_as_such()
    {
        await using var app = await StartAsync();
        using CancellationTokenSource leaves = new();

        using HttpRequestMessage request = new(HttpMethod.Get, "/endless");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token}");
        using var answer = await app.Client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        answer.Dispose();

        (await Told(app, 2)).ShouldBe(["settled forwarded", "completed forwarded 200 ClientLeft"]);
    }

    [Fact]
    public async Task What_a_rewriting_middleware_makes_of_it_is_told_and_not_what_was_decided_first()
    {
        await using var app = await TestApp.OnTestServer(Setup(pipeline =>
        {
            pipeline.UseLlmPolicy();
            pipeline.Use((context, next) =>
            {
                context.Request.Path = "/other";
                return next(context);
            });
            pipeline.MapGet("/x", () => "served");
        }));

        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await Told(app, 2)).ShouldBe([$"settled {ReasonCodes.TargetRewritten}", $"completed {ReasonCodes.TargetRewritten} 400 Whole"]);
    }

    [Fact]
    public async Task An_observer_that_throws_changes_nothing_and_is_logged_without_its_words()
    {
        await using var app = await TestApp.OnTestServer(Setup(Pipeline, builder => builder.AddDecisionObserver<BrokenObserver>()));

        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Told(app, 2);
        app.Logs.Named("ObserverFailed").Select(line => line.Text).ShouldAllBe(text => text.Contains("BrokenObserver") && !text.Contains("secret"));
    }

    [Fact]
    public async Task A_decision_that_nobody_carries_out_is_told_to_nobody()
    {
        await using var app = await TestApp.OnTestServer(Setup(pipeline =>
        {
            pipeline.Use(async (context, next) =>
            {
                await context.RequestServices.GetRequiredService<PolicyGate>().EvaluateAsync(context);
                await next(context);
            });
            pipeline.MapGet("/x", () => "served").DisableLlmPolicy();
            pipeline.MapGet("/y", () => "served").RequireLlmPolicy();
        }));

        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/y", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Told(app, 2)).ShouldBe(["settled forwarded", "completed forwarded 200 Whole"]);
    }

    private static Task<TestApp> StartAsync() => TestApp.OnTestServer(Setup(Pipeline));

    private static Setup Setup(Action<WebApplication> pipeline, Action<ILlmPolicyBuilder>? more = null) => new()
    {
        Services = builder =>
        {
            var policy = builder.AddLlmPolicy().AddManifest(TestManifest.WithJwt(TestManifest.Route("prefix: /")), "test.yaml").AddDecisionObserver<ToyObserver>();
            more?.Invoke(policy);
        },
        Pipeline = pipeline,
    };

    private static void Pipeline(WebApplication app)
    {
        app.UseLlmPolicy();
        app.MapGet("/x", () => "served");
        app.MapGet("/broken", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException();
        });
        app.MapGet("/endless", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("data");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
    }

    private static ToyObserver Observer(TestApp app) => app.Services.GetServices<IDecisionObserver>().OfType<ToyObserver>().Single();

    private static async Task<string[]> Told(TestApp app, int count)
    {
        for (int i = 0; i < count; i++)
        {
            (await Observer(app).Said.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeTrue();
        }

        return [.. Observer(app).Lines];
    }

    private sealed class ToyObserver : IDecisionObserver
    {
        public SemaphoreSlim Said { get; } = new(0);

        public ConcurrentQueue<string> Lines { get; } = [];

        public ConcurrentQueue<string> Ids { get; } = [];

        public void Settled(ILlmPolicyFeature decided) => Say(decided, $"settled {decided.Decision.Reason}");

        public void Completed(ILlmPolicyFeature decided, RequestCompletion completion) =>
            Say(decided, $"completed {decided.Decision.Reason} {completion.StatusCode} {completion.Ending}");

        private void Say(ILlmPolicyFeature decided, string line)
        {
            Lines.Enqueue(line);
            Ids.Enqueue(decided.DecisionId);
            Said.Release();
        }
    }

    private sealed class BrokenObserver : IDecisionObserver
    {
        public void Settled(ILlmPolicyFeature decided) => throw new InvalidOperationException("secret");

        public void Completed(ILlmPolicyFeature decided, RequestCompletion completion) => throw new InvalidOperationException("secret");
    }
}
