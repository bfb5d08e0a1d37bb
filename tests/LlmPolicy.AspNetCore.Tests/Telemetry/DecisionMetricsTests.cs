using System.Net;
using LlmPolicy.AspNetCore.Tests.Outgoing;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Guard;
using LlmPolicy.Telemetry;

namespace LlmPolicy.AspNetCore.Tests.Telemetry;

/// <summary>How decisions of a guard are counted.</summary>
public sealed class DecisionMetricsTests
{
    private static readonly string Token = TestTokens.Mint("""{"iss":"test"}""");

    [Fact]
    public async Task Each_decision_is_counted_once_by_what_came_of_it_why_and_on_which_route()
    {
        await using var app = await StartAsync();
        using var seen = MeterWitness.Of(app.Services);

        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Get("/x", "no-token-at-all")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Get("/elsewhere", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        seen.Of("llmpolicy.decisions").Select(one => one.Words).ShouldBe(
        [
            $"incoming forwarded {ReasonCodes.Forwarded} default/vs:routes[0]",
            $"incoming refused {ReasonCodes.JwtMissing} default/vs:routes[0]",
            $"incoming refused {ReasonCodes.JwtBadFormat} default/vs:routes[0]",
            $"incoming refused {ReasonCodes.NoRoute} none",
        ]);
        seen.Of("llmpolicy.decisions").ShouldAllBe(one => one.Value == 1);
        seen.Of("llmpolicy.decision.duration").Select(one => one.Words).ShouldBe(["incoming forwarded", "incoming refused", "incoming refused", "incoming refused"]);
    }

    [Fact]
    public async Task A_call_of_the_apps_own_is_counted_and_timed_apart_from_the_request_that_it_serves()
    {
        await using ScriptedProvider provider = await ScriptedProvider.StartAsync(ScriptedProvider.Chat(5, 7), TestCertificates.For("provider.test"));
        await using OutgoingApp app = await OutgoingApp.StartAsync(provider);
        using var seen = MeterWitness.Of(app.Services);

        using HttpResponseMessage sent = await app.SendAsync(OutgoingApp.Call(token: OutgoingApp.Token()));
        await Should.ThrowAsync<LlmPolicyRefusedException>(() => app.SendAsync(OutgoingApp.Call()));

        seen.Of("llmpolicy.decision.duration").Select(one => one.Words).ShouldBe(["outgoing forwarded", "outgoing refused"]);
        string[] expected = [$"outgoing forwarded {ReasonCodes.Forwarded} {OutgoingApp.Route}", $"outgoing refused {ReasonCodes.JwtMissing} {OutgoingApp.Route}"];
        seen.Of("llmpolicy.decisions").Select(one => one.Words).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task A_token_that_comes_again_is_a_hit_over_reloads()
    {
        await using var app = await StartAsync();
        using var seen = MeterWitness.Of(app.Services);

        await app.Get("/x", Token);
        await app.Get("/x", Token);
        await app.Get("/x", Token);

        Lookups(seen).ShouldBe((2, 1));
        var store = app.Services.GetRequiredService<PolicyStore>();
        store.Replace(app.Services.GetRequiredService<LlmPolicy.Manifests.PolicyLoader>().Load(store.Current.Inputs));
        await app.Get("/x", Token);
        Lookups(seen).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_is_allocated_for_metrics_and_spans()
    {
        await using var app = await StartAsync();
        PolicyState? state = null;
        DefaultHttpContext context = new() { Request = { Method = "GET", Scheme = "http", Host = new HostString("example.com"), Path = "/x" }, RequestServices = app.Services };
        state = (PolicyState)await app.Services.GetRequiredService<PolicyGate>().EvaluateAsync(context);
        var metrics = app.Services.GetRequiredService<DecisionMetrics>();
        IDecisionObserver[] told = [metrics, app.Services.GetRequiredService<InferenceMetrics>(), .. app.Services.GetServices<IDecisionObserver>().OfType<UsageMetrics>()];
        RequestCompletion completion = new()
        {
            StatusCode = 200,
            Ending = RequestEnding.Whole,
            Duration = TimeSpan.Zero,
            Usage = new LlmUsage { Source = LlmUsageSource.Reported, End = LlmAnswerEnd.Whole, Input = 9, Output = 7 },
        };
        told.Length.ShouldBe(3);
        Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Run();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Run()
        {
            using var span = DecisionSpans.Start();
            metrics.Evaluated(state);
            foreach (var observer in told)
            {
                observer.Settled(state);
                observer.Completed(state, completion);
            }
        }
    }

    private static (double Hits, double Misses) Lookups(MeterWitness seen)
    {
        var now = seen.Now("llmpolicy.token_cache.lookups");
        return (now.Single(one => one.Words == "hit").Value, now.Single(one => one.Words == "miss").Value);
    }

    private static Task<TestApp> StartAsync() => TestApp.OnTestServer(new Setup
    {
        Configuration = new() { ["LlmPolicy:ReloadInterval"] = "0" },
        Services = builder => builder.AddLlmPolicy().AddManifest(TestManifest.WithJwt(TestManifest.Route("exact: /x")), "test.yaml"),
        Pipeline = app =>
        {
            app.UseLlmPolicy();
            app.MapGet("/x", () => "served");
        },
    });
}
