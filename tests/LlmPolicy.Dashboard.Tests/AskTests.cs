using LlmPolicy.Dashboard.Support;

namespace LlmPolicy.Dashboard;

/// <summary>What the page says of a request that is pasted into it.</summary>
public sealed class AskTests
{
    private const string Models = """
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: [{models: [small]}]}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: calls, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], key: [{claim: sub}], limits: [{requests: 1, per: DAY}]}
        """;

    [Theory]
    [InlineData("sub\":\"alice", "<code>forwarded</code>", "policy readers")]
    [InlineData("sub\":\"bob", "403 <code>rbac.denied</code>", "sub = alice: found string")]
    public async Task A_request_with_its_token_is_explained_step_by_step(string claim, string verdict, string step)
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());

        var answer = await app.AskAsync($"GET /v1/models HTTP/1.1\nHost: a\nAuthorization: Bearer {Manifest.Token($"\"{claim}\"")}");

        answer.Body.ShouldContain(verdict);
        answer.Body.ShouldContain(step);
        answer.Body.ShouldContain($"policy.yaml({Manifest.LineOf("readers:")},");
    }

    [Theory]
    [InlineData("small", "forwarded")]
    [InlineData("large", "model.denied")]
    public async Task Its_body_counts(string model, string reason)
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup(more: Models));

        (await AskForAsync(app, model)).Body.ShouldContain($"<code>{reason}</code>");
    }

    [Fact]
    public async Task Nothing_is_sent_counted_kept_or_remembered()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup(more: Models));
        int sent = 0;
        app.Upstream = context =>
        {
            sent++;
            return context.Response.WriteAsync("{}");
        };

        await AskForAsync(app, "small");
        await AskForAsync(app, "small");

        sent.ShouldBe(0);
        var page = (await app.GetAsync("/llmpolicy")).Body;
        page.ShouldContain("No request has taken from it yet.");
        page.ShouldContain("No decision yet.");
        app.Services.GetRequiredService<PolicyStore>().Current.Facts.Tokens!.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_limit_is_named_and_counts_nothing()
    {
        string limited = Manifest.Text("tests", "chat").Replace(
            "headerManipulation:", "ratelimit: {localRatelimit: {maxTokens: 1, fillInterval: 3600s}}\n          headerManipulation:", StringComparison.Ordinal);
        await using var app = await DashboardApp.StartAsync(new DashboardSetup
        {
            Configuration = Manifest.Setup().Configuration,
            Services = builder => builder.AddLlmPolicy().AddManifest(limited, "policy.yaml"),
        });

        for (int i = 0; i < 2; i++)
        {
            var answer = await app.AskAsync($"GET /v1/models HTTP/1.1\nHost: a\nAuthorization: Bearer {Manifest.Token()}");
            answer.Body.ShouldContain("would take a token of the bucket");
            answer.Body.ShouldContain("<code>forwarded</code>");
        }

        ((int)(await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token()}"))).Status).ShouldBe(200);
        ((int)(await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token()}"))).Status).ShouldBe(429);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused_in_words()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());

        foreach (int length in new[] { 300, 2_000 })
        {
            (await app.AskAsync($"GET /v1\n\n{new string('x', length * 1024)}")).Body.ShouldContain("at most 256 KiB");
        }
    }

    private static Task<Answer> AskForAsync(DashboardApp app, string model) => app.AskAsync(
        $"curl http://a/v1/chat/completions -H 'Content-Type: application/json' -H 'Authorization: Bearer {Manifest.Token()}' -d '{{\"model\": \"{model}\", \"max_tokens\": 5, \"messages\": []}}'");
}
