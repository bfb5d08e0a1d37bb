namespace LlmPolicy.Testing.Diffing;

/// <summary>What a change of a budget is told to be.</summary>
public sealed class DiffBudgetTests
{
    private const string Policy = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            options: {jwt: {providers: {idp: {issuer: https://idp, jwks: {remote: {url: https://idp/keys}}}}}}
            routes:
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: a}}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: tokens}
        spec:
          targetRefs: [{kind: VirtualService, name: vs}]
          key: [{claim: sub}]
          limits: [{tokens: 100000, per: DAY}, {requests: 60, window: 60s}, {cost: 5, per: MONTH}]
          overrides: [{key: {sub: ann}, limits: [{tokens: 500000, per: DAY}]}, {principals: [{jwtPrincipal: {claims: {tier: gold}}}], limits: [{tokens: 900000, per: DAY}]}]
          count: {cachedRead: 0.1}
          prices: [{models: ['small*'], input: 1, output: 4}, {models: ['*'], input: 2, output: 8}]
          reserve: {output: 500}
          hard: true
          mode: ENFORCE
          onMissingUsage: CHARGE
          onAbort: SETTLE_SEEN
          onStoreFailure: REFUSE
        """;

    [Theory]
    [InlineData("tokens: 100000", "tokens: 200000", "limits[tokens/DAY/UTC]", "100000, for each sub", "200000, for each sub", true)]
    [InlineData("tokens: 100000", "tokens: 0.5", "limits[tokens/DAY/UTC]", "100000, for each sub", "0.5, for each sub", false)]
    [InlineData("cost: 5", "cost: 5.000001", "limits[cost/MONTH/UTC]", "5, for each sub", "5.000001, for each sub", true)]
    [InlineData("{tokens: 100000, per: DAY}, ", "", "limits[tokens/DAY/UTC]", "100000, for each sub", "none", true)]
    [InlineData("cost: 5, per: MONTH}", "cost: 5, per: MONTH}, {concurrent: 4}", "limits[concurrent/held]", "none", "4, for each sub", false)]
    [InlineData("tokens: 500000", "tokens: 600000", "overrides[sub = ann].limits[tokens/DAY/UTC]", "500000, for each sub", "600000, for each sub", true)]
    [InlineData("tokens: 900000", "tokens: 800000", "overrides[tier = gold].limits[tokens/DAY/UTC]", "900000, for each sub", "800000, for each sub", false)]
    [InlineData("cachedRead: 0.1", "cachedRead: 0.05", "count", "input 1, cachedRead 0.1, cachedWrite 1, cachedWrite1Hour 1, output 1, reasoning 1", "input 1, cachedRead 0.05, cachedWrite 1, cachedWrite1Hour 1, output 1, reasoning 1", true)]
    [InlineData("input: 2, output: 8", "input: 2, output: 8.5", "prices", "small*: 1, 1, 1, 1, 4, 0; *: 2, 2, 2, 2, 8, 0", "small*: 1, 1, 1, 1, 4, 0; *: 2, 2, 2, 2, 8.5, 0", false)]
    [InlineData("input: 2, output: 8", "input: 1.5, output: 9", "prices", "small*: 1, 1, 1, 1, 4, 0; *: 2, 2, 2, 2, 8, 0", "small*: 1, 1, 1, 1, 4, 0; *: 1.5, 1.5, 1.5, 1.5, 9, 0", true)]
    [InlineData("output: 500", "output: 100", "reserve", "500", "100", true)]
    [InlineData("output: 500", "output: 900", "reserve", "500", "900", false)]
    [InlineData("hard: true", "models: ['*']\n  hard: true", "models", "all", "*", true)]
    [InlineData("hard: true", "hard: true\n  bodyLimit: 2000000", "bodyLimit", "1048576", "2000000", true)]
    [InlineData("mode: ENFORCE", "mode: SHADOW", "mode", "ENFORCE", "SHADOW", true)]
    [InlineData("onMissingUsage: CHARGE", "onMissingUsage: ESTIMATE", "onMissingUsage", "CHARGE", "ESTIMATE", true)]
    [InlineData("onAbort: SETTLE_SEEN", "onAbort: CHARGE", "onAbort", "SETTLE_SEEN", "CHARGE", false)]
    [InlineData("onStoreFailure: REFUSE", "onStoreFailure: LOCAL", "onStoreFailure", "REFUSE", "LOCAL", true)]
    public void Whose_limit_changed_is_told_and_whether_that_lets_more_through(string old, string @new, string what, string oldWords, string newWords, bool mayLoosen) =>
        Told(old, @new).ShouldBe([($"TokenBudget default/tokens: {what}", oldWords, newWords, mayLoosen)]);

    [Fact]
    public void Another_key_is_told_by_every_limit_and_may_loosen()
    {
        var told = Told("key: [{claim: sub}]", "key: [{claim: sub}, {claim: model}]");

        told.ShouldContain(("TokenBudget default/tokens: limits[tokens/DAY/UTC]", "100000, for each sub", "100000, for each sub and model", true));
        told.Length.ShouldBe(5);
        told.ShouldAllBe(one => one.MayLoosen);
    }

    [Fact]
    public void A_key_that_takes_a_list_now_lets_in_who_has_one()
    {
        string groups = Policy.Replace("claim: sub", "claim: groups", StringComparison.Ordinal).Replace("{sub: ann}", "{groups: ann}", StringComparison.Ordinal);

        PolicyDiff.Compare([new("old.yaml", groups)], [new("new.yaml", groups.Replace("claim: groups", "claim: groups, each: true", StringComparison.Ordinal))], Lab.Now)
            .ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyAllowed && d.Old == "403 budget.key");
    }

    [Fact]
    public void A_budget_that_goes_is_told_by_its_limits() => Told(Policy[Policy.IndexOf("---", StringComparison.Ordinal)..], "").ShouldBe(
        [
            ("TokenBudget default/tokens: limits[tokens/DAY/UTC]", "100000, for each sub", "none", true),
            ("TokenBudget default/tokens: limits[requests/1m]", "60, for each sub", "none", true),
            ("TokenBudget default/tokens: limits[cost/MONTH/UTC]", "5, for each sub", "none", true),
        ],
        ignoreOrder: true);

    [Fact]
    public void A_limit_is_told_at_its_own_place()
    {
        var difference = Compare("tokens: 100000", "tokens: 200000").ShouldHaveSingleItem();

        (difference.OldPosition!.Line, difference.OldPosition.Column).ShouldBe((17, 12));
        difference.Kind.ShouldBe(PolicyDifferenceKind.ChangedBudget);
    }

    [Fact]
    public void That_a_request_is_no_longer_held_to_its_reservation_is_told_with_what_is_served_then()
    {
        var differences = Compare("hard: true", "hard: false");

        differences.ShouldContain(d => d.Kind == PolicyDifferenceKind.ChangedBudget && d.What == "TokenBudget default/tokens: hard" && d.MayLoosen);
        differences.ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyAllowed && d.Old == "403 budget.unbound");
        differences.ShouldNotContain(d => d.What == "body" || d.Kind == PolicyDifferenceKind.NotCovered);
    }

    [Fact]
    public void That_a_model_has_no_price_any_more_is_told() =>
        Compare("models: ['*']", "models: ['large*']").ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyRefused && d.New == "403 budget.price");

    [Theory]
    [InlineData("cachedRead: 0.1", "cachedRead: '0.100', input: 1, output: 1")]
    [InlineData("per: DAY}, {requests", "per: DAY, timezone: UTC}, {requests")]
    [InlineData("{tokens: 100000, per: DAY}, {requests: 60, window: 60s}", "{requests: 60, window: 1m}, {tokens: 100000, per: DAY}")]
    [InlineData("  mode: ENFORCE\n  onMissingUsage: CHARGE\n  onAbort: SETTLE_SEEN\n  onStoreFailure: REFUSE", "  shared: false")]
    public void What_says_the_same_of_a_budget_is_equal(string old, string @new) => Compare(old, @new).ShouldBeEmpty();

    private static (string What, string Old, string New, bool MayLoosen)[] Told(string old, string @new)
    {
        var differences = Compare(old, @new);
        differences.ShouldNotContain(d => d.Kind == PolicyDifferenceKind.NotCovered);
        return [.. differences.Where(d => d.Kind == PolicyDifferenceKind.ChangedBudget).Select(d => (d.What, d.Old, d.New, d.MayLoosen)).Distinct()];
    }

    private static IReadOnlyList<PolicyDifference> Compare(string old, string @new)
    {
        Policy.ShouldContain(old);
        return PolicyDiff.Compare([new("old.yaml", Policy)], [new("new.yaml", Policy.Replace(old, @new, StringComparison.Ordinal))], Lab.Now);
    }
}
