using System.Net;
using System.Net.Http.Json;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.TestKinds;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>A TokenBudget before an app's own endpoints.</summary>
public sealed class BudgetTests
{
    private const string Chat = "/v1/chat/completions";

    [Fact]
    public async Task Requests_are_served_until_the_limit_and_an_endpoint_never_sees_the_others()
    {
        int served = 0;
        await using TestApp app = await StartAsync("limits: [{requests: 2, per: MONTH}]", () => served++);

        using HttpResponseMessage first = await AskAsync(app);
        using HttpResponseMessage second = await AskAsync(app);
        using HttpResponseMessage third = await AskAsync(app);

        new[] { first.StatusCode, second.StatusCode, third.StatusCode }.ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests]);
        served.ShouldBe(2);
        second.Headers.GetValues("x-ratelimit-remaining-requests").ShouldBe(["0"]);
        (await third.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(TestContext.Current.CancellationToken)).GetProperty("error").GetProperty("code").GetString().ShouldBe(ReasonCodes.BudgetExceeded);
    }

    [Fact]
    public async Task What_an_endpoint_reports_is_what_is_charged()
    {
        await using TestApp app = await StartAsync("limits: [{tokens: 1000, per: MONTH}]", () => { });

        // 400 are used by each: two fit, and the third finds 200 left.
        using HttpResponseMessage first = await AskAsync(app, """{"model":"m","max_tokens":300}""");
        using HttpResponseMessage second = await AskAsync(app, """{"model":"m","max_tokens":300}""");
        using HttpResponseMessage third = await AskAsync(app, """{"model":"m","max_tokens":300}""");

        new[] { first.StatusCode, second.StatusCode, third.StatusCode }.ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests]);
        third.Headers.GetValues("x-ratelimit-remaining-tokens").ShouldBe(["200"]);
    }

    [Fact]
    public async Task An_endpoint_reads_the_limit_that_a_hard_budget_sets()
    {
        string read = "";
        await using TestApp app = await StartAsync("hard: true, limits: [{tokens: 1000, per: MONTH}]", () => { }, body => read = body);

        using HttpResponseMessage answer = await AskAsync(app, """{"model":"m","max_tokens":5000}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        read.ShouldBe("""{"model":"m","max_tokens":991}""");
    }

    private static async Task<HttpResponseMessage> AskAsync(TestApp app, string body = """{"model":"m","max_tokens":60}""")
    {
        HttpRequestMessage request = new(HttpMethod.Post, Chat)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", $"Bearer {TestTokens.Mint("""{"iss":"test","sub":"a"}""")}" } },
        };
        UsageWitness witness = app.Services.GetServices<IDecisionObserver>().OfType<UsageWitness>().Single();
        HttpResponseMessage answer = await app.Client().SendAsync(request, TestContext.Current.CancellationToken);
        await answer.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        await witness.NextAsync();
        return answer;
    }

    private static Task<TestApp> StartAsync(string budget, Action served, Action<string>? read = null) => TestApp.OnTestServer(new Setup
    {
        Services = builder =>
        {
            builder.AddLlmPolicy().AddManifest(TestManifest.WithJwt(TestManifest.Route("prefix: /")) + Document(budget), "test.yaml");
            builder.Services.AddSingleton<IDecisionObserver>(new UsageWitness());
        },
        Pipeline = app =>
        {
            app.UseLlmPolicy();
            app.MapPost(Chat, async (HttpContext context) =>
            {
                served();
                using StreamReader reader = new(context.Request.Body);
                read?.Invoke(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
                return Results.Json(new { model = "m", usage = new { prompt_tokens = 100, completion_tokens = 300, total_tokens = 400 } });
            });
        },
    });

    private static string Document(string budget) =>
        "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {name: tokens, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: vs}], key: [{claim: sub}], " + budget + "}\n";
}
