using System.Text;
using System.Text.Json;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.TestKinds;
using Microsoft.AspNetCore.Authentication;

namespace LlmPolicy.AspNetCore.Tests.Budgets;

/// <summary>What callers and operators are told of budgets beside a guard, by socket.</summary>
public sealed class BudgetEndpointTests
{
    private const string Groups = "key: [{claim: groups, each: true}], limits: [{tokens: 1000, per: DAY}]";

    private static readonly string Alice = TestTokens.Mint("""{"iss":"test","sub":"alice","groups":["x","z"]}""");

    private static readonly string Bob = TestTokens.Mint("""{"iss":"test","sub":"bob","groups":["z"]}""");

    [Fact]
    public async Task Who_shares_a_group_is_told_what_the_group_has_used()
    {
        UsageWitness ended = new();
        await using var app = await TestApp.OnKestrel(Guarded(Groups, Endpoints, ended));
        await AskAsync(app, Alice);
        await ended.NextAsync();
        await AskAsync(app, Bob);
        await ended.NextAsync();

        (await UsageAsync(app, Alice)).ShouldBe("groups[0]: 100 of 1000, groups[1]: 200 of 1000");
        (await UsageAsync(app, Bob)).ShouldBe("groups[0]: 200 of 1000");
    }

    [Fact]
    public async Task The_guard_is_not_asked_and_the_endpoint_asks_by_itself()
    {
        await using var app = await TestApp.OnKestrel(Guarded(Groups, Endpoints));

        var refused = await app.Raw().Get("/llmpolicy/usage");

        (refused.Status, refused.Body).ShouldBe((401, "Jwt is missing"));
        refused.Head.ShouldContain("Bearer realm=\"http://app/llmpolicy/usage\"");
        (await app.Raw().Get("/llmpolicy/usage", $"Authorization: Bearer {Alice[..^4]}AAAA")).Body.ShouldBe("Jwt verification fails");
        (await app.Raw().Get("/llmpolicy/budgets", $"Authorization: Bearer {Alice}")).Status.ShouldBe(401);
        (await app.Raw().Get("/llmpolicy/budgets", $"{OperatorScheme.Header}: yes")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_cache_of_the_apps_own_keeps_no_callers_usage_for_another()
    {
        await using var app = await TestApp.OnKestrel(Guarded(
            Groups,
            web =>
            {
                web.UseOutputCache();
                Endpoints(web);
            },
            provider: "tokenSource: {headers: [{header: x-token}]}"));

        (await app.Raw().Get("/llmpolicy/usage", $"x-token: {Alice}")).Body.ShouldContain("groups[1]");
        (await app.Raw().Get("/llmpolicy/usage", $"x-token: {Bob}")).Body.ShouldNotContain("groups[1]");
    }

    [Theory]
    [InlineData("Production", false)]
    [InlineData("Staging", false)]
    [InlineData("Development", true)]
    public async Task Operators_endpoints_without_authorization_stop_the_start_except_in_Development(string environment, bool starts)
    {
        var open = Guarded(Groups, web => web.MapLlmPolicyBudgets("/llmpolicy/budgets")) with { Environment = environment };

        (await StartsAsync(open)).ShouldBe(starts ? "" : "The endpoint 'HTTP: GET /llmpolicy/budgets/' shows and changes everybody's budgets, but asks for no authorization. "
            + "Add .RequireAuthorization(...) to app.MapLlmPolicyBudgets(...).");
    }

    [Theory]
    [InlineData("localhost:5000", 200)]
    [InlineData("app.localhost", 200)]
    [InlineData("127.0.0.1:5000", 200)]
    [InlineData("[::1]:5000", 200)]
    [InlineData("page.test", 400)]
    [InlineData("localhost.page.test:5000", 400)]
    [InlineData("10.0.0.1", 400)]
    public async Task Without_authorization_they_answer_loopbacks_names_alone_lest_a_site_points_one_of_its_own_at_this_machine(string host, int status)
    {
        await using var app = await TestApp.OnKestrel(Guarded(Groups, web => web.MapLlmPolicyBudgets("/llmpolicy/budgets")) with { Environment = "Development" });
        const string Reset = """{"budget":"default/tokens","key":["x"]}""";

        Task<RawResponse> Send(string request, string body = "") =>
            app.Raw().Send(System.Text.Encoding.Latin1.GetBytes($"{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

        var shown = await Send("GET /llmpolicy/budgets");
        shown.Status.ShouldBe(status);
        shown.Body.Contains("point a name of its own at this machine. Add .RequireAuthorization(...) to app.MapLlmPolicyBudgets(...)", StringComparison.Ordinal).ShouldBe(status == 400);
        (await Send("POST /llmpolicy/budgets/reset", Reset)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task An_authorization_that_is_taken_back_is_none()
    {
        (await StartsAsync(Guarded(Groups, web => web.MapLlmPolicyBudgets("/b").RequireAuthorization().AllowAnonymous()))).ShouldContain("RequireAuthorization");
        (await StartsAsync(Guarded(Groups, web => web.MapLlmPolicyBudgets("/b").RequireAuthorization()))).ShouldBe("");
    }

    private static async Task<string> StartsAsync(Setup setup)
    {
        try
        {
            await using var app = await TestApp.OnKestrel(setup);
            return "";
        }
        catch (LlmPolicyException e)
        {
            return e.Message;
        }
    }

    private static void Endpoints(WebApplication app)
    {
        app.MapPost("/v1/chat/completions", () => Results.Content("""{"model":"m","usage":{"prompt_tokens":40,"completion_tokens":60,"total_tokens":100}}""", "application/json"));
        app.MapLlmPolicyUsage("/llmpolicy/usage");
        app.MapLlmPolicyBudgets("/llmpolicy/budgets").RequireAuthorization();
    }

    private static Setup Guarded(string budget, Action<WebApplication> endpoints, UsageWitness? ended = null, string provider = "") => new()
    {
        Services = builder =>
        {
            builder.AddLlmPolicy().AddManifest(
                TestManifest.WithJwt(TestManifest.Route("prefix: /"), provider)
                    + "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {name: tokens, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: vs}], " + budget + "}\n",
                "test.yaml");
            builder.Services.AddSingleton<IDecisionObserver>(ended ?? new UsageWitness());
            builder.Services.AddOutputCache(options => options.AddBasePolicy(policy => policy.Cache()));
            builder.Services.AddAuthentication("operators").AddScheme<AuthenticationSchemeOptions, OperatorScheme>("operators", null);
            builder.Services.AddAuthorization();
        },
        Pipeline = app =>
        {
            app.UseLlmPolicy();
            endpoints(app);
        },
    };

    private static async Task AskAsync(TestApp app, string token)
    {
        const string Body = """{"model":"m","max_tokens":60,"messages":[]}""";
        (await app.Raw().Send(Encoding.Latin1.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: app\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}")))
            .Status.ShouldBe(200);
    }

    private static async Task<string> UsageAsync(TestApp app, string token)
    {
        var answer = await app.Raw().Get("/llmpolicy/usage", $"Authorization: Bearer {token}");
        return string.Join(", ", JsonElement.Parse(answer.Body).GetProperty("budgets").EnumerateArray().Select(budget =>
            $"{budget.GetProperty("key")[0]}: {budget.GetProperty("limits")[0].GetProperty("used")} of {budget.GetProperty("limits")[0].GetProperty("limit")}"));
    }
}
