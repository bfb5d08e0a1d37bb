using LlmPolicy.Dashboard.Decisions;
using LlmPolicy.Dashboard.Support;
using LlmPolicy.Guard;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Dashboard;

/// <summary>What is kept of decisions, for whom, and how much.</summary>
public sealed class FeedTests
{
    [Fact]
    public async Task Without_a_page_nothing_is_kept()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup() with { Pipeline = app => app.MapLlmPolicy() });

        await app.GetAsync("/v1");

        Kept(app).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_nobody_looks_the_records_of_refusals_are_kept_and_nothing_of_what_is_let_through()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());

        await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token()}"));
        await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token("\"sub\":\"bob\"")}"));

        var kept = Kept(app).ShouldHaveSingleItem();
        (kept.StatusCode, kept.Reason, kept.Route).ShouldBe((403, "rbac.denied", "default/vs:chat"));
        kept.Steps.ShouldContain(step => step.Text == "policy readers, claim sub: found string");
    }

    [Fact]
    public async Task What_is_let_through_takes_no_memory_while_nobody_looks()
    {
        SeenDecision seen = new();
        await using var app = await DashboardApp.StartAsync(Manifest.Setup() with
        {
            Services = builder =>
            {
                Manifest.Setup().Services(builder);
                builder.Services.AddSingleton<IDecisionObserver>(seen);
            },
        });
        await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token()}"));
        var (decided, completion) = await seen.Completed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var feed = app.Services.GetRequiredService<DecisionFeed>();
        feed.Settled(decided);
        feed.Completed(decided, completion);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            feed.Settled(decided);
            feed.Completed(decided, completion);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public async Task While_somebody_looks_what_is_let_through_is_explained_and_how_it_ended_comes_after()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());
        TaskCompletionSource answered = new();
        app.Upstream = async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await answered.Task;
            await context.Response.WriteAsync("}");
        };
        await using var events = await DecisionEvents.OpenAsync(app);

        var sent = app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token()}"));

        string begun = await events.RowAsync("forwarded");
        begun.ShouldContain("class=\"status open\"");
        begun.ShouldContain("policy readers");
        begun.ShouldContain("policy.yaml");
        answered.SetResult();
        await sent;
        string ended = await events.RowAsync("forwarded");
        ended.ShouldContain("<span class=\"status good\">200</span>");
        ended[..60].ShouldBe(begun[..60]);
        Kept(app).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_the_host_answers_in_the_policys_place_is_the_last_step()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup(more: """
            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: calls, namespace: default}
            spec: {targetRefs: [{kind: VirtualService, name: vs}], key: [{claim: sub}], limits: [{requests: 1, per: DAY}]}
            """));
        await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token()}"));
        await using var events = await DecisionEvents.OpenAsync(app);

        await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token()}"));

        string row = await events.RowAsync("budget.exceeded");
        row.ShouldContain("policy readers");
        row.ShouldContain("answered with 429 in its place: budget.exceeded");
    }

    [Fact]
    public async Task A_call_of_the_apps_own_is_explained_as_well()
    {
        var setup = Manifest.Setup();
        await using var app = await DashboardApp.StartAsync(setup with
        {
            Services = builder =>
            {
                setup.Services(builder);
                builder.Services.AddHttpClient("chat").AddLlmPolicy("default/vs:chat");
            },
        });
        await using var events = await DecisionEvents.OpenAsync(app);
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("chat");
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Manifest.Token()}");

        (await client.GetStringAsync(new Uri("http://chat.policy/v1/models"), TestContext.Current.CancellationToken)).ShouldContain("total_tokens");

        (await events.RowAsync("chat.policy/v1/models")).ShouldContain("policy readers");
        (await events.RowAsync("<span class=\"status good\">200</span>")).ShouldContain("chat.policy/v1/models");
    }

    [Fact]
    public async Task Who_comes_back_is_told_what_he_missed_and_no_more()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());
        await app.GetAsync("/v1/one");
        await app.GetAsync("/v1/two");
        string seen = Kept(app)[1].Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);

        await using var events = await DecisionEvents.OpenAsync(app, $"/llmpolicy/events?after={seen}");

        var next = (await events.NextAsync())!.Value;
        (next.EventType, next.Data.Contains("/v1/two", StringComparison.Ordinal)).ShouldBe(("decision", true));
    }

    [Fact]
    public void Of_many_decisions_the_last_200_are_kept()
    {
        RecentDecisions recent = new();

        for (int i = 1; i <= 250; i++)
        {
            recent.Add(Decision(i));
        }

        var (kept, sequence) = recent.Read();
        (kept.Count, kept[0].Id, kept[^1].Id, sequence).ShouldBe((200, "250", "51", 250));
    }

    [Fact]
    public void What_ends_after_it_was_dropped_stays_dropped()
    {
        RecentDecisions recent = new();
        recent.Add(Decision(1));

        recent.Update(Decision(2) with { StatusCode = 200 });
        recent.Update(Decision(1) with { StatusCode = 200 });

        recent.Read().Decisions.ShouldHaveSingleItem().StatusCode.ShouldBe(200);
    }

    [Fact]
    public void Who_does_not_read_is_not_waited_for_and_his_stream_ends()
    {
        RecentDecisions recent = new();
        using var slow = recent.Watch(0)!;
        using var quick = recent.Watch(0)!;
        int read = 0;

        for (int i = 1; i <= 1_000; i++)
        {
            recent.Add(Decision(i));
            while (quick.Told.TryRead(out _))
            {
                read++;
            }
        }

        read.ShouldBe(1_000);
        while (slow.Told.TryRead(out _))
        {
        }

        slow.Told.Completion.IsCompletedSuccessfully.ShouldBeTrue();
        quick.Told.Completion.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void No_more_than_16_look_and_one_may_when_another_leaves()
    {
        RecentDecisions recent = new();
        var watchers = Enumerable.Range(0, 16).Select(_ => recent.Watch(0)!).ToList();

        recent.Watch(0).ShouldBeNull();
        watchers[0].Dispose();
        recent.Watch(0).ShouldNotBeNull();
        recent.IsWatched.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_left_behind_counts_as_one_who_looks_until_his_stream_is_over()
    {
        RecentDecisions recent = new();
        var watchers = Enumerable.Range(0, 16).Select(_ => recent.Watch(0)!).ToList();
        TaskCompletionSource brokenOff = new();
        using var registration = watchers[0].LeftBehind.Register(brokenOff.SetResult);

        for (int i = 1; i <= 1_000; i++)
        {
            recent.Add(Decision(i));
        }

        await brokenOff.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        recent.Watch(0).ShouldBeNull();
        watchers.ForEach(watcher => watcher.Dispose());
        recent.IsWatched.ShouldBeFalse();
        recent.Watch(0).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_decision_has_one_id_whoever_asks_for_it_first()
    {
        var (app, decided, _) = await DecidedAsync();
        await using var _1 = app;
        var observers = app.Services.GetRequiredService<DecisionObservers>();
        var states = Enumerable.Range(0, 20_000).Select(_ => Another((PolicyState)decided, observers)).ToArray();
        string[] behind = new string[states.Length];
        using Barrier aligned = new(2);

        var explaining = Task.Factory.StartNew(() => Read(behind), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        string[] serving = Read(new string[states.Length]);
        await explaining.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        serving.ShouldBe(behind);

        string[] Read(string[] ids)
        {
            for (int i = 0; i < ids.Length; i++)
            {
                if (i % 100 == 0)
                {
                    aligned.SignalAndWait();
                }

                ids[i] = states[i].DecisionId;
            }

            return ids;
        }
    }

    [Fact]
    public async Task Calls_that_never_end_keep_nobody_from_being_told_how_later_ones_end()
    {
        var (app, decided, completion) = await DecidedAsync();
        await using var _1 = app;
        FakeTimeProvider time = new();
        RecentDecisions recent = new();
        DecisionFeed feed = new(recent, new DecisionPace(time), time, NullLogger<DecisionFeed>.Instance);
        feed.Begin();
        using var watcher = recent.Watch(0)!;
        ILlmPolicyFeature last = decided;

        for (int i = 0; i < 1_100; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            last = Another((PolicyState)decided, app.Services.GetRequiredService<DecisionObservers>());
            feed.Settled(last);
            (await NextAsync()).Id.ShouldBe(last.DecisionId);
        }

        feed.Completed(last, completion);
        var ended = await NextAsync();
        (ended.Id, ended.StatusCode, ended.Duration).ShouldBe((last.DecisionId, completion.StatusCode, completion.Duration));

        async Task<ShownDecision> NextAsync() => await watcher.Told.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void No_more_than_100_a_second_are_looked_at()
    {
        FakeTimeProvider time = new();
        DecisionPace pace = new(time);

        Enumerable.Range(0, 150).Count(_ => pace.TryTake()).ShouldBe(100);
        pace.LeftOut.ShouldBe(50);
        time.Advance(TimeSpan.FromSeconds(1));
        pace.TryTake().ShouldBeTrue();
    }

    private static async Task<(DashboardApp App, ILlmPolicyFeature Decided, RequestCompletion Completion)> DecidedAsync()
    {
        SeenDecision seen = new();
        var setup = Manifest.Setup();
        var app = await DashboardApp.StartAsync(setup with
        {
            Services = builder =>
            {
                setup.Services(builder);
                builder.Services.AddSingleton<IDecisionObserver>(seen);
            },
        });
        await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token()}"));
        var (decided, completion) = await seen.Completed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return (app, decided, completion);
    }

    private static PolicyState Another(PolicyState state, DecisionObservers observers) =>
        new(state.Request, state.Generation, state.Decision, state.Facts, state.Arrived, state.Began, observers);

    private static IReadOnlyList<ShownDecision> Kept(DashboardApp app) => app.Services.GetRequiredService<RecentDecisions>().Read().Decisions;

    /// <summary>The first decision whose request is over.</summary>
    private sealed class SeenDecision : IDecisionObserver
    {
        public TaskCompletionSource<(ILlmPolicyFeature, RequestCompletion)> Completed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Settled(ILlmPolicyFeature decided)
        {
        }

        void IDecisionObserver.Completed(ILlmPolicyFeature decided, RequestCompletion completion) => Completed.TrySetResult((decided, completion));
    }

    private static ShownDecision Decision(int number) => new()
    {
        Id = $"{number}",
        At = DateTimeOffset.UnixEpoch,
        Method = "GET",
        Address = "a/",
        Reason = "forwarded",
        IsForwarded = true,
        Generation = "g",
    };
}
