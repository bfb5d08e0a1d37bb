using LlmPolicy.Budgets;

namespace LlmPolicy.Tests.ExtAuth;

/// <summary>Budgets of callers that show API keys.</summary>
public sealed class ApiKeyBudgetTests
{
    private static readonly string Secrets =
        KeyManifest.Secret("alice", "key-a", "team: red") + KeyManifest.Secret("bob", "key-b", "team: red") + KeyManifest.Secret("carol", "key-c");

    [Theory]
    [InlineData("apiKey: name", "[\"alice\"]", "[\"bob\"]")]
    [InlineData("apiKeyMetadata: team", "[\"red\"]", "[\"red\"]")]
    public void A_budget_counts_by_the_keys_name_or_what_its_Secret_says(string key, string alice, string bob)
    {
        var policy = Compiling.Policy(KeyManifest.Host(Secrets) + Budget($"key: [{{{key}}}], limits: [{{requests: 5, per: DAY}}]"));

        (Subject(policy, "key-a"), Subject(policy, "key-b")).ShouldBe((alice, bob));
    }

    [Fact]
    public void Who_has_no_such_entry_is_refused_as_who_has_no_such_claim()
    {
        var policy = Compiling.Policy(KeyManifest.Host(Secrets) + Budget("key: [{apiKeyMetadata: team}], limits: [{requests: 5, per: DAY}]"));

        policy.Decide(Requests.Post("/v1/chat/completions", ("api-key", "key-c"))).ShouldRefuse(403, ReasonCodes.BudgetKey);
    }

    [Fact]
    public void An_override_may_be_for_one_key()
    {
        var policy = Compiling.Policy(
            KeyManifest.Host(Secrets) + Budget("key: [{apiKey: name}], limits: [{requests: 5, per: DAY}], overrides: [{key: {apiKey: alice}, limits: [{requests: 50, per: DAY}]}]"));

        (Limit(policy, "key-a"), Limit(policy, "key-b")).ShouldBe((50, 5));
    }

    [Fact]
    public void Callers_ask_what_is_left_of_their_own_with_their_key()
    {
        var policy = Compiling.Policy(KeyManifest.Host(Secrets) + Budget("key: [{apiKey: name}], limits: [{requests: 5, per: DAY}]"));

        var told = policy.BudgetsOf(Requests.Get("/usage", ("api-key", "key-a")), PolicyFacts.None, Deciding.Now);

        BudgetSubject.Json(((CallerBudgets)told.Result).Budgets.ShouldHaveSingleItem().Counters.ShouldHaveSingleItem().Key).ShouldBe("[\"alice\"]");
        policy.BudgetsOf(Requests.Get("/usage"), PolicyFacts.None, Deciding.Now).Reason.ShouldBe(ReasonCodes.ApiKeyMissing);
    }

    private static string Subject(CompiledPolicy policy, string key) => BudgetSubject.Json(Counter(policy, key).Key);

    private static long Limit(CompiledPolicy policy, string key) => Counter(policy, key).Limit;

    private static BudgetCounter Counter(CompiledPolicy policy, string key) =>
        policy.Decide(Requests.Post("/v1/chat/completions", ("api-key", key))).ShouldForward().Effects.OfType<BudgetDemand>().ShouldHaveSingleItem().Counters.ShouldHaveSingleItem();

    private static string Budget(string spec) =>
        $"\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {{name: b, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: vs}}], {spec}}}\n";
}
