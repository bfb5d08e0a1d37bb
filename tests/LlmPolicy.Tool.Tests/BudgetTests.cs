using System.Text.Json;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

/// <summary>What the tool says of token budgets.</summary>
public sealed class BudgetTests : IDisposable
{
    private const string Url = "http://chat.example/v1/chat/completions";

    private static readonly string Sample = Path.Combine(Lab.Root, "samples", "budget-policy.yaml");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"model":"small","max_tokens":1000,"messages":[]}""", "and 1000 of output, as the request says, lowered to 486, which fits below the limits", "the request may produce 486 tokens, and says so in its body")]
    [InlineData("""{"model":"small","max_tokens":100,"n":2,"messages":[]}""", "and 200 of output, as the request says, for 2 answers together", "takes 216 of 500 tokens per DAY/UTC: 2 such requests fit")]
    [InlineData("""{"model":"small","max_tokens":9000000000000000000,"n":9000000000000000000,"messages":[]}""", "and 9007199254740991 of output, as the request says, for 9000000000000000000 answers together", "of 500 tokens per DAY/UTC: it never fits")]
    [InlineData("""{"model":"small","messages":[]}""", "and 300 of output, as reserve.output says where the request does not", "the request may produce 300 tokens, and says so in its body")]
    public void The_output_of_a_hard_budget_is_told_with_who_says_it_and_what_the_body_says_from_now_on(string body, string reserved, string then)
    {
        string file = Budget("hard: true, reserve: {output: 300}, limits: [{tokens: 500, per: DAY}]");

        string output = Running.Tool.Run("explain", file, "--url", Url, "--claims", """{"sub":"alice"}""", "--body", body).Output;

        output.ShouldContain("budget default/budget, for each sub, hard");
        output.ShouldContain(reserved);
        output.ShouldContain(then);
    }

    [Theory]
    [InlineData("limits: [{requests: 5, per: HOUR}], mode: SHADOW", "budget default/budget, for each sub, in the shadow: it counts and refuses nobody")]
    [InlineData("limits: [{tokens: 500, per: DAY}]", "and 50 of output, since neither the request nor reserve.output says how much")]
    [InlineData("limits: [{requests: 0, per: DAY}]", "takes 1 of 0 requests per DAY/UTC: it never fits")]
    [InlineData("limits: [{tokens: 500, per: DAY}], models: [large]", "budget default/budget: it counts other models")]
    [InlineData("limits: [{cost: 5, per: DAY}], prices: [{models: [large], input: 1, output: 1}]", "budget default/budget: the model has no price")]
    public void A_budget_is_explained(string spec, string said)
    {
        string output = Running.Tool.Run("explain", Budget(spec), "--url", Url, "--claims", """{"sub":"alice"}""", "--body", """{"model":"small","messages":[]}""").Output;

        output.ShouldContain(said);
        output.ShouldNotContain("alice");
    }

    [Fact]
    public void Json_has_each_budget_with_what_is_taken_of_each_limit_and_where_that_stands()
    {
        var run = Running.Tool.Run(
            "explain", Sample, "--url", Url, "--claims", """{"sub":"alice","tier":"gold"}""", "--body", """{"model":"small","max_tokens":200,"messages":[]}""", "-o", "json");

        using JsonDocument json = JsonDocument.Parse(run.Output);
        List<JsonElement> budgets = [.. json.RootElement.GetProperty("budgets").EnumerateArray()];
        budgets.Select(budget => budget.GetProperty("name").GetString()).ShouldBe(["default/purse", "default/tokens"], ignoreOrder: true);
        JsonElement tokens = budgets.Find(budget => budget.GetProperty("name").GetString() == "default/tokens");
        tokens.GetProperty("key").EnumerateArray().Select(claim => claim.GetString()).ShouldBe(["sub"]);
        (tokens.GetProperty("mode").GetString(), tokens.GetProperty("isHard").GetBoolean(), tokens.GetProperty("output").GetInt64()).ShouldBe(("enforce", false, 200));
        JsonElement limit = tokens.GetProperty("limits").EnumerateArray().ShouldHaveSingleItem();
        (limit.GetProperty("what").GetString(), limit.GetProperty("limit").GetDecimal(), limit.GetProperty("takes").GetDecimal()).ShouldBe(("tokens/DAY/UTC", 5000, 214));
        string[] lines = File.ReadAllLines(Sample);
        lines[limit.GetProperty("position").GetProperty("line").GetInt32() - 1].ShouldContain("tokens: 5000");
        run.Output.ShouldNotContain("alice");
    }

    [Fact]
    public void A_budget_whose_key_nobody_has_is_found_by_check_with_its_line()
    {
        string file = _folder.Write("policy.yaml", File.ReadAllText(Sample).Replace("key: [{claim: sub}]", "key: [{claim: sub, provider: partners}]", StringComparison.Ordinal));

        var run = Running.Tool.Run("check", file, "--warnings-as-errors");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain($"{file}(32,9): error LLMP2046: The budget default/tokens refuses every request by the claim 'sub'");
    }

    [Fact]
    public void The_samples_cases_pass_and_hold_every_rule()
    {
        var run = Running.Tool.Run("test", Path.Combine(Lab.Root, "samples", "budget-cases.yaml"), "--mutate");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldEndWith("all noticed\n");
    }

    [Fact]
    public void What_remains_otherwise_is_a_failed_case()
    {
        string cases = File.ReadAllText(Path.Combine(Lab.Root, "samples", "budget-cases.yaml")).Replace("remaining: {tokens: {tokens: 250", "remaining: {tokens: {tokens: 251", StringComparison.Ordinal);
        _folder.Write("budget-policy.yaml", File.ReadAllText(Sample));

        var run = Running.Tool.Run("test", _folder.Write("cases.yaml", cases));

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("\n  remaining: tokens: tokens: expected 251, was 250\n");
    }

    private string Budget(string spec) => _folder.Write("budget.yaml", $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            options: {jwt: {providers: {p: {issuer: p, audiences: [a], jwks: {remote: {url: https://p.example/jwks} } } } } }
            routes: [{routeAction: {single: {upstream: {name: up} } } }]
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: budget}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], key: [{claim: sub}], {{spec}} }
        """);
}
