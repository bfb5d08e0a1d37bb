using System.Net;
using LlmPolicy.AspNetCore.Tests.Audit;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Candidate;
using LlmPolicy.Connections;
using LlmPolicy.TestKinds;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Candidate;

/// <summary>A second set of manifests, asked about each request without effect.</summary>
public sealed class CandidateTests : IDisposable
{
    private static readonly string Token = TestTokens.Mint("""{"iss":"test","team":"c4n4ry-team"}""");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_would_be_refused_is_counted_and_served()
    {
        await using var app = await StartAsync(TestManifest.Open(TestManifest.Route("prefix: /")), TestManifest.WithJwt(TestManifest.Route("prefix: /")));

        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // With the caller's token taken off, which the open policy leaves.
        var report = await StoppedAsync(app);
        Counts(report).ShouldBe((0, 0, 1, 1, 0));
        report.Recent.Select(difference => (difference.Kind, difference.Live.Outcome, difference.Candidate.Outcome)).ShouldBe(
        [
            (CandidateKind.Changed, "forwarded to default/app", "forwarded to default/app"),
            (CandidateKind.NewlyRefused, "forwarded to default/app", "401 jwt.missing"),
        ]);
    }

    [Fact]
    public async Task What_would_be_allowed_is_counted_and_refused()
    {
        await using var app = await StartAsync(TestManifest.WithJwt(TestManifest.Route("prefix: /")), TestManifest.Open(TestManifest.Route("prefix: /")));

        using var answer = await app.Get("/x");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var report = await StoppedAsync(app);
        Counts(report).ShouldBe((0, 1, 0, 0, 0));
        var difference = report.Recent.ShouldHaveSingleItem();
        difference.DecisionId.ShouldBe(answer.Headers.GetValues("x-llmpolicy-decision").Single());
        difference.Live.Position!.ToString().ShouldStartWith("live.yaml(");
        difference.Live.Steps.ShouldContain(step => step.Text.Contains(ReasonCodes.JwtMissing));
        difference.Candidate.Position!.ToString().ShouldStartWith(_folder["candidate.yaml"]);
        difference.Candidate.Steps.ShouldContain(step => step.Subject == ExplanationSubject.Route && step.Result == ExplanationResult.Fits);
        difference.Live.Generation.ShouldNotBe(difference.Candidate.Generation);
    }

    [Theory]
    [InlineData("localRatelimit: {maxTokens: 2, fillInterval: 3600s}")]
    [InlineData("rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}]")]
    public async Task A_candidates_limits_count_nothing_beside_those_in_force(string limit)
    {
        const string Rules = "\n---\napiVersion: gloo.solo.io/v1\nkind: Settings\nmetadata: {name: default}\nspec: {ratelimit: {descriptors: [{key: generic_key, value: all, rateLimit: {requestsPerUnit: 2, unit: YEAR}}]}}\n";
        string live = TestManifest.Open(TestManifest.Route("prefix: /", $"ratelimit: {{{limit}}}")) + Rules;
        await using var app = await StartAsync(live, live.Replace("name: app", "name: other", StringComparison.Ordinal));

        HttpStatusCode[] answers = [(await app.Get("/x")).StatusCode, (await app.Get("/x")).StatusCode, (await app.Get("/x")).StatusCode];

        answers.ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests]);
        Counts(await StoppedAsync(app)).ShouldBe((1, 0, 0, 2, 0));
    }

    [Theory]
    [InlineData("name: app", "name: other", "upstream")]
    [InlineData("prefix: /", "prefix: /", "")]
    [InlineData("- matchers:", "- name: another\n        matchers:", "")]
    [InlineData("  routeAction:", "  options: {prefixRewrite: /v2}\n        routeAction:", "path")]
    [InlineData("  routeAction:", "  options: {timeout: 3s}\n        routeAction:", "bounds")]
    [InlineData("  routeAction:", "  options: {hostRewrite: a.example}\n        routeAction:", "Host")]
    [InlineData("  routeAction:", "  options: {headerManipulation: {requestHeadersToAdd: [{header: {key: x-a, value: c4n4ry}}]}}\n        routeAction:", "headers")]
    [InlineData("  routeAction:", "  options: {headerManipulation: {responseHeadersToAdd: [{header: {key: x-a, value: c4n4ry}}]}}\n        routeAction:", "response headers")]
    public async Task What_would_go_on_otherwise_is_told_by_what_differs(string old, string changed, string what)
    {
        string live = TestManifest.Open(TestManifest.Route("prefix: /"));
        live.ShouldContain(old);
        await using var app = await StartAsync(live, live.Replace(old, changed, StringComparison.Ordinal));

        await app.Get("/x");

        var report = await StoppedAsync(app);
        report.Recent.Select(difference => difference.What).ShouldBe(what.Length == 0 ? [] : [what]);
        report.Count(what.Length == 0 ? CandidateKind.Same : CandidateKind.Changed).ShouldBe(1);
        app.Logs.Lines.ShouldAllBe(line => !line.Text.Contains("c4n4ry"));
    }

    [Fact]
    public async Task Meters_and_budgets_are_compared_by_what_they_take_and_not_by_what_is_left()
    {
        const string Budget = "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {name: b, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: vs}], shared: true, limits: [{requests: 1, per: DAY}]}\n";
        string open = TestManifest.Open(TestManifest.Route("prefix: /"));
        await using var app = await StartAsync(open + Budget, open + Budget.Replace("requests: 1,", "requests: 2,", StringComparison.Ordinal) + UsageWitness.Policy("vs"));

        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        (await StoppedAsync(app)).Recent.Select(difference => difference.What).ShouldBe(["metering, budgets", "metering, budgets"]);
    }

    [Fact]
    public async Task Weighted_destinations_are_drawn_alike()
    {
        const string Weighted = "multi: {destinations: [{destination: {upstream: {name: a, namespace: default}}, weight: 1}, {destination: {upstream: {name: b, namespace: default}}, weight: 1}]}";
        string manifest = TestManifest.Open("- matchers: [{prefix: /}]\n  routeAction: {" + Weighted + "}");
        await using var app = await StartAsync(manifest, manifest + "\n# the same\n");

        for (int i = 0; i < 50; i++)
        {
            await app.Get("/x");
        }

        Counts(await StoppedAsync(app)).ShouldBe((50, 0, 0, 0, 0));
    }

    [Fact]
    public async Task A_body_that_the_policy_in_force_does_not_read_is_not_compared()
    {
        const string Models = "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: ModelPolicy\nmetadata: {name: models, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: vs}], rules: [{models: [small]}]}\n";
        string open = TestManifest.Open(TestManifest.Route("prefix: /"));
        await using var app = await StartAsync(open, open + Models);

        await PostAsync(app, """{"model":"large"}""");

        Counts(await StoppedAsync(app)).ShouldBe((0, 0, 0, 0, 1));
    }

    [Fact]
    public async Task A_body_that_both_read_is_compared_as_it_came_even_where_another_is_sent()
    {
        const string Models = "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: ModelPolicy\nmetadata: {name: models, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: vs}], rules: [{models: [small]}]}\n";
        string open = TestManifest.Open(TestManifest.Route("prefix: /"));
        await using var app = await StartAsync(
            open + Models.Replace("[small]", "['*'], setModel: {small: large}", StringComparison.Ordinal), open + Models);

        (await PostAsync(app, """{"model":"small"}""")).ShouldBe("""{"model":"large"}""");
        await PostAsync(app, """{"model":"other"}""");

        var report = await StoppedAsync(app);
        report.Recent.Select(difference => (difference.Kind, difference.What)).ShouldBe([(CandidateKind.NewlyRefused, "answer"), (CandidateKind.Changed, "body")]);
    }

    [Fact]
    public async Task A_candidates_own_keys_are_fetched_and_what_they_are_needed_for_is_compared_from_then_on()
    {
        TestKey key = new("k");
        TaskCompletionSource mayAnswer = new();
        await using var server = await KeyServerStub.StartAsync(async context =>
        {
            await mayAnswer.Task;
            await KeyServerStub.Document(TestKey.Set(key))(context);
        });
        LoopbackDialer dialer = new();
        dialer.Ports["a.internal"] = server.Port;
        await using var app = await StartAsync(
            TestManifest.Open(TestManifest.Route("prefix: /")), new RemoteManifest().ToString(),
            services: services => services.AddSingleton<IUpstreamDialer>(dialer).AddSingleton(TestTrust.Value));

        await app.Get("/x", key.Mint());
        await server.AskedAsync(1);
        await ComparedAsync(app, 1);
        mayAnswer.SetResult();
        await app.Logs.Seen("KeysFetched", 1);
        await app.Get("/x", key.Mint());
        await app.Get("/x", new TestKey("other").Mint());

        var report = await StoppedAsync(app);
        report.Count(CandidateKind.NotCompared).ShouldBe(2);
        report.Recent.ShouldHaveSingleItem().Candidate.Outcome.ShouldBe("forwarded to default/app");
    }

    [Fact]
    public async Task A_comparison_neither_looks_into_the_cache_of_tokens_nor_puts_any_there()
    {
        string manifest = TestManifest.WithJwt(TestManifest.Route("prefix: /"));
        await using var app = await StartAsync(manifest, manifest.Replace("name: app", "name: other", StringComparison.Ordinal));
        var lookups = app.Services.GetRequiredService<TokenLookups>();

        for (int i = 0; i < 5; i++)
        {
            await app.Get("/x", Token);
        }

        (await StoppedAsync(app)).Count(CandidateKind.Changed).ShouldBe(5);
        (lookups.Hits, lookups.Misses).ShouldBe((4, 1));
    }

    [Fact]
    public async Task What_is_found_in_the_candidate_is_not_told_as_of_the_policy_in_force()
    {
        string open = TestManifest.Open(TestManifest.Route("prefix: /"));
        await using var app = await StartAsync(
            TestManifest.WithJwt(TestManifest.Route("prefix: /")), open, configuration: new() { ["LlmPolicy:Revoked:0:Provider"] = "tests", ["LlmPolicy:Revoked:0:Claim"] = "jti", ["LlmPolicy:Revoked:0:Value"] = "x" });

        // The upstream of its route is in no manifest.
        app.Logs.Named("CandidateDiagnostic").ShouldContain(line => line.Level == LogLevel.Warning && line.Text.StartsWith($"In the candidate: {_folder["candidate.yaml"]}("));
        app.Logs.Named("ManifestWarning").ShouldAllBe(line => !line.Text.Contains("candidate.yaml"));
        app.Logs.Named("RevokedProviderUnknown").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_difference_of_a_kind_on_a_route_is_logged_with_both_rules()
    {
        await using var app = await StartAsync(TestManifest.Open(TestManifest.Route("prefix: /a") + "\n" + TestManifest.Route("prefix: /")), TestManifest.WithJwt(TestManifest.Route("prefix: /")));

        foreach (string path in (string[])["/a", "/a", "/b", "/b"])
        {
            await app.Get(path);
        }

        await StoppedAsync(app);
        string[] lines = [.. app.Logs.Named("CandidateDiffers").Select(line => line.Text)];
        lines.Length.ShouldBe(2);
        lines[0].ShouldContain("NewlyRefused");
        lines[0].ShouldContain("route default/vs:routes[0], rule live.yaml(");
        lines[0].ShouldContain($"then 401 jwt.missing, route default/vs:routes[0], rule {_folder["candidate.yaml"]}(");
        lines[1].ShouldContain("route default/vs:routes[1], rule live.yaml(");
    }

    [Fact]
    public async Task A_candidate_that_does_not_load_is_a_warning_and_the_app_serves()
    {
        await using var app = await StartAsync(TestManifest.Open(TestManifest.Route("prefix: /")), "kind: VirtualService", "CandidateNotLoaded");

        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.OK);

        app.Logs.Named("CandidateNotLoaded").ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Warning);
        var report = await StoppedAsync(app);
        Counts(report).ShouldBe((0, 0, 0, 0, 0));
        report.Problem!.ShouldContain("candidate.yaml");
        report.Generation.ShouldBeNull();
    }

    [Fact]
    public async Task A_missing_file_is_one_too_and_the_candidate_is_there_once_the_file_is()
    {
        await using var app = await StartAsync(TestManifest.Open(TestManifest.Route("prefix: /")), null, "CandidateNotLoaded");

        _folder.Write("candidate.yaml", TestManifest.WithJwt(TestManifest.Route("prefix: /")));
        await app.Logs.Seen("CandidateLoaded", 1);
        await app.Get("/x");

        var report = await StoppedAsync(app);
        report.Problem.ShouldBeNull();
        report.Count(CandidateKind.NewlyRefused).ShouldBe(1);
    }

    [Fact]
    public async Task A_changed_candidate_takes_the_place_of_the_former_and_a_bad_one_does_not()
    {
        string open = TestManifest.Open(TestManifest.Route("prefix: /"));
        await using var app = await StartAsync(open, TestManifest.WithJwt(TestManifest.Route("prefix: /")));

        _folder.Write("candidate.yaml", "kind: VirtualService");
        await app.Logs.Seen("CandidateNotLoaded", 1);
        await app.Get("/x");
        _folder.Write("candidate.yaml", open);
        await app.Logs.Seen("CandidateLoaded", 2);
        await app.Get("/x");

        Counts(await StoppedAsync(app)).ShouldBe((1, 0, 1, 0, 0));
        app.Logs.Named("PolicyLoaded").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task No_more_than_fifty_differences_are_kept_and_all_are_counted()
    {
        await using var app = await StartAsync(TestManifest.Open(TestManifest.Route("prefix: /")), TestManifest.WithJwt(TestManifest.Route("prefix: /")));

        for (int i = 0; i < 60; i++)
        {
            await app.Get("/x");
        }

        var report = await StoppedAsync(app);
        report.Recent.Count.ShouldBe(50);
        report.Count(CandidateKind.NewlyRefused).ShouldBe(60);
    }

    [Fact]
    public async Task No_token_and_no_claims_value_is_in_what_is_kept_or_logged()
    {
        const string Rbac = "rbac: {policies: {staff: {principals: [{jwtPrincipal: {claims: {team: other}}}]}}}";
        await using var app = await StartAsync(TestManifest.WithJwt(TestManifest.Route("prefix: /")), TestManifest.WithJwt(TestManifest.Route("prefix: /", Rbac)));

        await app.Get("/x", Token);

        var report = await StoppedAsync(app);
        var difference = report.Recent.ShouldHaveSingleItem();
        difference.Candidate.Outcome.ShouldBe("403 rbac.denied");
        string told = string.Join('\n', difference.Live.Steps.Concat(difference.Candidate.Steps).Select(step => step.ToString()).Concat(app.Logs.Lines.Select(line => line.Text)));
        told.ShouldNotContain("c4n4ry");
        told.ShouldNotContain(Token.Split('.')[2]);
    }

    private static async Task<string> PostAsync(TestApp app, string body)
    {
        using StringContent content = new(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await app.Client().PostAsync("/v1/chat/completions", content, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until so many requests have been put to the candidate.</summary>
    private static async Task ComparedAsync(TestApp app, int count)
    {
        var report = app.Services.GetRequiredService<CandidateReport>();
        while (Enum.GetValues<CandidateKind>().Sum(report.Count) < count)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The report, once nothing waits any more.</summary>
    private static async Task<CandidateReport> StoppedAsync(TestApp app)
    {
        await AuditApp.StopAsync(app);
        app.Services.GetRequiredService<CandidateComparison>().Queue.Dropped.ShouldBe(0);
        return app.Services.GetRequiredService<CandidateReport>();
    }

    private static (long Same, long Allowed, long Refused, long Changed, long NotCompared) Counts(CandidateReport report) => (
        report.Count(CandidateKind.Same), report.Count(CandidateKind.NewlyAllowed), report.Count(CandidateKind.NewlyRefused), report.Count(CandidateKind.Changed),
        report.Count(CandidateKind.NotCompared));

    private async Task<TestApp> StartAsync(string live, string? candidate, string seen = "CandidateLoaded", Action<IServiceCollection>? services = null, Dictionary<string, string?>? configuration = null)
    {
        if (candidate is not null)
        {
            _folder.Write("candidate.yaml", candidate);
        }

        var app = await TestApp.OnTestServer(new Setup
        {
            Configuration = new(configuration ?? []) { ["LlmPolicy:Candidate:0"] = _folder["candidate.yaml"], ["LlmPolicy:ReloadInterval"] = "00:00:00.010" },
            Services = builder =>
            {
                services?.Invoke(builder.Services);
                builder.AddLlmPolicy().AddManifest(live, "live.yaml");
                builder.Services.AddSingleton<RequestsUnderWay>();
            },
            Pipeline = pipeline =>
            {
                pipeline.Services.GetRequiredService<RequestsUnderWay>().In(pipeline);
                pipeline.UseLlmPolicy();
                pipeline.MapGet("/{**path}", () => "served");
                pipeline.MapPost("/{**path}", async (HttpContext context) =>
                {
                    using StreamReader body = new(context.Request.Body);
                    return await body.ReadToEndAsync();
                });
            },
        });
        await app.Logs.Seen(seen, 1);
        return app;
    }
}
