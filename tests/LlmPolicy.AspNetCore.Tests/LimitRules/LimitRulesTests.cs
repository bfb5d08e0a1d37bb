using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.LimitRules;

/// <summary>Rules of manifests that count requests before an app's own endpoints.</summary>
public sealed class LimitRulesTests
{
    private const string Configs = """
        rateLimitConfigs:
          refs: [{name: limits, namespace: default}]
        """;

    [Fact]
    public async Task A_config_counts_each_caller_by_himself_and_in_the_next_minute_anew()
    {
        await using CountedApp app = await CountedApp.StartAsync(
            Manifest(Configs, "{key: user, rateLimit: {requestsPerUnit: 2, unit: MINUTE}}", "{requestHeaders: {headerName: x-user, descriptorKey: user}}"));

        int[] answers = [(await app.SendAsync("/", "x-user: a")).Status, (await app.SendAsync("/", "x-user: a")).Status];
        RawResponse third = await app.SendAsync("/", "x-user: a");
        RawResponse other = await app.SendAsync("/", "x-user: b");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        RawResponse later = await app.SendAsync("/", "x-user: a");

        answers.ShouldBe([200, 200]);
        (third.Status, third.Body, third.Header("x-envoy-ratelimited")).ShouldBe((429, "", "true"));
        (other.Status, later.Status, app.Served).ShouldBe((200, 200, 4));
    }

    [Fact]
    public async Task Of_a_thousand_at_once_as_many_pass_as_the_rule_says()
    {
        const int Limit = 137;
        await using CountedApp app = await CountedApp.StartAsync(
            Manifest(Configs, $"{{key: generic_key, value: all, rateLimit: {{requestsPerUnit: {Limit}, unit: YEAR}}}}", "{genericKey: {descriptorValue: all}}"));
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 100 }) { BaseAddress = new Uri($"http://127.0.0.1:{app.App.Port}"), Timeout = TimeSpan.FromMinutes(2) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async i =>
        {
            using var answer = await client.GetAsync(new Uri($"/{i}", UriKind.Relative), TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }));

        answers.Count(status => status == 200).ShouldBe(Limit);
        answers.Count(status => status == 429).ShouldBe(1_000 - Limit);
        app.Served.ShouldBe(Limit);
    }

    [Fact]
    public async Task Basic_limits_count_a_clients_address()
    {
        await using CountedApp app = await CountedApp.StartAsync(
            TestManifest.Open(TestManifest.Route("prefix: /", "ratelimitBasic:\n  anonymousLimits: {requestsPerUnit: 1, unit: DAY}").Replace("- matchers:", "- name: chat\n  matchers:")));

        int[] answers = [(await app.SendAsync("/")).Status, (await app.SendAsync("/")).Status];

        answers.ShouldBe([200, 429]);
    }

    [Fact]
    public async Task A_credential_that_a_rule_counts_by_is_in_no_answer_and_in_no_log_however_long_it_is()
    {
        string token = $"c4n4ry{new string('x', 20_000)}";
        await using CountedApp app = await CountedApp.StartAsync(
            Manifest(Configs, "{key: token, rateLimit: {requestsPerUnit: 1, unit: YEAR}}", "{requestHeaders: {headerName: authorization, descriptorKey: token}}"));

        RawResponse[] answers = [await app.SendAsync("/", $"authorization: {token}"), await app.SendAsync("/", $"authorization: {token}"), await app.SendAsync("/", $"authorization: {token}y")];

        answers.Select(answer => answer.Status).ShouldBe([200, 429, 200]);
        answers.ShouldAllBe(answer => !$"{answer.Body} {answer.Head}".Contains("c4n4ry"));
        app.App.Logs.Lines.ShouldAllBe(line => !line.Text.Contains("c4n4ry"));
    }

    [Fact]
    public async Task Settings_count_what_a_route_asks_itself_and_tell_clients_of_it()
    {
        const string Own = """
            ratelimit:
              rateLimits:
                - actions: [{requestHeaders: {headerName: x-user, descriptorKey: user}}]
            """;
        await using CountedApp app = await CountedApp.StartAsync(TestManifest.Open(TestManifest.Route("prefix: /", Own)) + """

            ---
            apiVersion: gloo.solo.io/v1
            kind: Settings
            metadata: {name: default, namespace: gloo-system}
            spec:
              ratelimitServer: {enableXRatelimitHeaders: true}
              ratelimit: {descriptors: [{key: user, rateLimit: {requestsPerUnit: 1, unit: HOUR}}]}
            """);

        RawResponse first = await app.SendAsync("/", "x-user: a");
        RawResponse second = await app.SendAsync("/", "x-user: a");

        (first.Status, first.Header("x-ratelimit-limit"), first.Header("x-ratelimit-remaining")).ShouldBe((200, "1, 1;w=3600", "0"));
        (second.Status, second.Header("x-ratelimit-limit"), second.Header("x-ratelimit-remaining")).ShouldBe((429, "1, 1;w=3600", "0"));
    }

    private static string Manifest(string options, string descriptors, string actions) => TestManifest.Open(TestManifest.Route("prefix: /", options)) + $$"""

        ---
        apiVersion: ratelimit.solo.io/v1alpha1
        kind: RateLimitConfig
        metadata: {name: limits, namespace: default}
        spec:
          raw:
            descriptors: [{{descriptors}}]
            rateLimits: [{actions: [{{actions}}]}]
        """;
}
