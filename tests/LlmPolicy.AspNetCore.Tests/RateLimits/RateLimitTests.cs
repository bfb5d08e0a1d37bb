using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.RateLimits;

/// <summary>Rate limits of manifests before an app's own endpoints.</summary>
public sealed class RateLimitTests
{
    private const string Local = """
        ratelimit:
          localRatelimit: {maxTokens: 2, fillInterval: 3600s}
        """;

    private const string ByUser = """
        ratelimit:
          rateLimits:
            - actions: [{requestHeaders: {headerName: x-user, descriptorKey: user}}]
        headerManipulation:
          responseHeadersToAdd: [{header: {key: x-level, value: route}}]
        """;

    [Fact]
    public async Task A_bucket_lets_through_what_it_holds_and_refuses_the_rest()
    {
        await using LimitedApp app = await LimitedApp.StartAsync(TestManifest.Open(TestManifest.Route("prefix: /", Local)));

        int[] answers = [(await app.SendAsync("/a")).Status, (await app.SendAsync("/b")).Status];
        RawResponse third = await app.SendAsync("/c");

        answers.ShouldBe([200, 200]);
        (third.Status, third.Body).ShouldBe((429, "local_rate_limited"));
        app.Served.ShouldBe(2);
    }

    [Fact]
    public async Task A_request_whose_path_is_looked_at_twice_takes_one_token()
    {
        await using LimitedApp app = await LimitedApp.StartAsync(TestManifest.Open(TestManifest.Route("prefix: /", Local)));

        (await app.SendAsync("/%61/B")).Status.ShouldBe(200);
        (await app.SendAsync("/%61/B")).Status.ShouldBe(200);
        (await app.SendAsync("/%61/B")).Status.ShouldBe(429);
    }

    [Fact]
    public async Task A_bucket_counts_who_has_no_token_as_well()
    {
        await using LimitedApp app = await LimitedApp.StartAsync(TestManifest.WithJwt(TestManifest.Route("prefix: /", Local)));

        int[] answers = [(await app.SendAsync("/")).Status, (await app.SendAsync("/")).Status, (await app.SendAsync("/")).Status];

        answers.ShouldBe([401, 401, 429]);
    }

    [Fact]
    public async Task A_bucket_stays_as_empty_as_it_was_when_files_change_around_it()
    {
        using TempFolder folder = new();
        string policy = TestManifest.Open(TestManifest.Route("prefix: /", Local));
        folder.Write("policy.yaml", policy);
        await using TestApp app = await TestApp.OnKestrel(new Setup
        {
            Configuration = new() { ["LlmPolicy:Manifests:0"] = folder.FullName, ["LlmPolicy:ReloadInterval"] = "00:00:00.010" },
            Services = builder => builder.AddLlmPolicy(),
            Pipeline = web =>
            {
                web.UseLlmPolicy();
                web.MapFallback(() => "served");
            },
        });
        (await app.Raw().Get("/")).Status.ShouldBe(200);

        folder.Write("policy.yaml", TestManifest.Open(TestManifest.Route("prefix: /other") + TestManifest.Route("prefix: /", Local)));
        await app.Logs.Seen("PolicyLoaded", 2);

        (await app.Raw().Get("/")).Status.ShouldBe(200);
        (await app.Raw().Get("/")).Status.ShouldBe(429);

        folder.Write("policy.yaml", policy.Replace("maxTokens: 2", "maxTokens: 1"));
        await app.Logs.Seen("PolicyLoaded", 3);
        (await app.Raw().Get("/")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_service_is_asked_once_for_each_request_and_its_headers_are_passed_on()
    {
        await using LimitedApp app = await LimitedApp.StartAsync(TestManifest.Open(TestManifest.Route("prefix: /", ByUser)));
        app.Service.Answer = _ => new(new RateLimitResponse(false)
        {
            ResponseHeaders = [new("x-limit", "9")],
            RequestHeaders = [new("x-for-upstream", "told")],
        });

        RawResponse answer = await app.SendAsync("/%61/B", "x-user: alice");

        (answer.Status, answer.Body, answer.Header("x-limit")).ShouldBe((200, "told", "9"));
        app.Service.Asked.ShouldBe([new RateLimitRequest("custom", [new RateLimitDescriptor([new("user", "alice")])])]);
    }

    [Fact]
    public async Task Who_is_over_the_limit_gets_429_with_the_services_headers_behind_the_routes()
    {
        await using LimitedApp app = await LimitedApp.StartAsync(TestManifest.Open(TestManifest.Route("prefix: /", ByUser)));
        app.Service.Answer = _ => new(new RateLimitResponse(true) { ResponseHeaders = [new("retry-after", "9"), new("bad\r\n", "x"), new("content-length", "7")] });

        RawResponse answer = await app.SendAsync("/", "x-user: alice");

        (answer.Status, answer.Body, answer.Header("x-level"), answer.Header("retry-after"), answer.Header("x-envoy-ratelimited")).ShouldBe((429, "", "route", "9", "true"));
        app.Served.ShouldBe(0);
    }

    [Theory]
    [InlineData("refuse", 500, 0)]
    [InlineData("allow", 200, 1)]
    public async Task What_no_service_answers_is_refused_unless_an_option_says_otherwise(string onFailure, int status, int served)
    {
        await using LimitedApp app = await LimitedApp.StartAsync(TestManifest.Open(TestManifest.Route("prefix: /", ByUser)), ("RateLimits:OnFailure", onFailure));
        app.Service.Answer = _ => new((RateLimitResponse?)null);
        (await app.SendAsync("/", "x-user: alice")).Status.ShouldBe(status);

        app.Service.Answer = _ => throw new InvalidOperationException("s3cret");
        (await app.SendAsync("/", "x-user: alice")).Status.ShouldBe(status);

        app.Served.ShouldBe(2 * served);
        app.App.Logs.Named("RateLimitServiceFailed").Single().Text.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_service_that_is_late_has_not_answered()
    {
        await using LimitedApp app = await LimitedApp.StartAsync(TestManifest.Open(TestManifest.Route("prefix: /", ByUser)), ("RateLimits:Timeout", "00:00:00.3"));
        TaskCompletionSource<RateLimitResponse?> never = new();
        app.Service.Answer = _ => new(never.Task);

        Task<RawResponse> answer = app.SendAsync("/", "x-user: alice");
        await app.Clock.PassAsync(due => due == TimeSpan.FromMilliseconds(300));

        (await answer).Status.ShouldBe(500);
    }

    [Theory]
    [InlineData("200ms", 200)]
    [InlineData("0s", 300)]
    [InlineData("1h", 60_000)]
    public async Task The_Settings_say_how_long_an_answer_is_waited_for(string requestTimeout, int milliseconds)
    {
        string settings = $"\n---\napiVersion: gloo.solo.io/v1\nkind: Settings\nmetadata: {{name: default}}\nspec: {{ratelimitServer: {{requestTimeout: {requestTimeout}}}}}\n";
        await using LimitedApp app = await LimitedApp.StartAsync(TestManifest.Open(TestManifest.Route("prefix: /", ByUser)) + settings, ("RateLimits:Timeout", "00:00:00.3"));
        TaskCompletionSource<RateLimitResponse?> never = new();
        app.Service.Answer = _ => new(never.Task);

        Task<RawResponse> answer = app.SendAsync("/", "x-user: alice");
        await app.Clock.PassAsync(due => due == TimeSpan.FromMilliseconds(milliseconds));

        (await answer).Status.ShouldBe(500);
    }

    [Fact]
    public async Task A_request_of_which_no_list_says_anything_is_not_counted()
    {
        await using LimitedApp app = await LimitedApp.StartAsync(TestManifest.Open(TestManifest.Route("prefix: /", ByUser)));

        (await app.SendAsync("/")).Status.ShouldBe(200);

        app.Service.Asked.ShouldBeEmpty();
    }
}
