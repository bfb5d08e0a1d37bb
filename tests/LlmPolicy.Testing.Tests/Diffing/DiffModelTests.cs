namespace LlmPolicy.Testing.Diffing;

/// <summary>What a change of the rules on models is told to be.</summary>
public sealed class DiffModelTests
{
    private const string Policy = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            options:
              jwt:
                providers:
                  idp: {issuer: https://idp, jwks: {remote: {url: https://idp/keys}}}
                  other: {issuer: https://other, jwks: {remote: {url: https://other/keys}}, tokenSource: {headers: [{header: x-other}]}}
            routes:
              - matchers: [{prefix: /api}]
                routeAction: {single: {upstream: {name: a}}}
                options: {rbac: {policies: {staff: {principals: [{jwtPrincipal: {claims: {team: a}}}]}}}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models}
        spec:
          targetRefs: [{kind: VirtualService, name: vs}]
          bodyLimit: 1000
          filterModelList: true
          rules:
            - {principals: [{jwtPrincipal: {claims: {role: admin}}}], models: [best]}
            - {fromClaim: llms.names, nestedClaimDelimiter: ., claimProvider: idp, claimSeparator: SPACE}
            - {models: ['small*', fast], setModel: {fast: small-1}, unnamed: [BATCH]}
        """;

    [Theory]
    [InlineData("models: [best]", "models: [best, bigger]")]
    [InlineData("principals: [{jwtPrincipal: {claims: {role: admin}}}], ", "")]
    [InlineData("role: admin", "role: guest")]
    [InlineData("fromClaim: llms.names", "fromClaim: llms.others")]
    [InlineData("nestedClaimDelimiter: .", "nestedClaimDelimiter: /")]
    [InlineData(", claimProvider: idp", "")]
    [InlineData("claimSeparator: SPACE", "claimSeparator: COMMA")]
    [InlineData(", claimSeparator: SPACE", "")]
    [InlineData("unnamed: [BATCH]", "unnamed: [BATCH, FILE]")]
    [InlineData("unnamed: [BATCH]", "unnamed: [BATCH, REALTIME_SESSION]")]
    [InlineData("unnamed: [BATCH]", "unnamed: [BATCH, PREVIOUS_RESPONSE]")]
    [InlineData("unnamed: [BATCH]", "unnamed: [BATCH, PROMPT]")]
    [InlineData("unnamed: [BATCH]", "unnamed: [BATCH, ASSISTANT]")]
    [InlineData("unnamed: [BATCH]", "unnamed: [BATCH, AGENT]")]
    [InlineData("unnamed: [BATCH]", "unnamed: [BATCH, PROVIDER_DEFAULT]")]
    [InlineData("bodyLimit: 1000", "bodyLimit: 2000")]
    [InlineData("  bodyLimit: 1000\n", "")]
    public void What_may_newly_be_asked_for_is_told(string old, string @new)
    {
        var differences = Compare(old, @new);

        differences.ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyAllowed && d.Old.EndsWith(d.Old.StartsWith("400", StringComparison.Ordinal) ? ReasonCodes.ModelBody : ReasonCodes.ModelDenied, StringComparison.Ordinal));
        differences.ShouldNotContain(d => d.Kind == PolicyDifferenceKind.NotCovered);
    }

    [Theory]
    [InlineData("llms.names", "llms.others")]
    [InlineData("role: guest", "role: staff")]
    public void What_a_claim_names_for_some_callers_alone_is_told_by_one_of_them(string old, string @new)
    {
        string policy = Policy.Replace("{fromClaim", "{principals: [{jwtPrincipal: {claims: {role: guest}}}], fromClaim", StringComparison.Ordinal);
        policy.ShouldContain(old);

        var differences = PolicyDiff.Compare([new("old.yaml", policy)], [new("new.yaml", policy.Replace(old, @new, StringComparison.Ordinal))], Lab.Now);

        differences.ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyAllowed && d.Old == "403 model.denied");
    }

    [Theory]
    [InlineData("models: [best]}", "models: [best], claimSeparator: NONE, unnamed: [], setModel: {}}")]
    [InlineData("'small*', fast", "fast, 'small*'")]
    [InlineData("targetRefs: [{kind: VirtualService, name: vs}]", "targetRefs: [{name: vs, kind: VirtualService, group: gateway.solo.io}]")]
    public void What_says_the_same_of_models_is_equal(string old, string @new) => Compare(old, @new).ShouldBeEmpty();

    [Fact]
    public void Defaults_of_a_policy_that_are_written_out_are_equal()
    {
        string bare = Policy.Replace("  bodyLimit: 1000\n  filterModelList: true\n", "", StringComparison.Ordinal);
        bare.ShouldNotBe(Policy);

        PolicyDiff.Compare([new("old.yaml", bare)], [new("new.yaml", bare.Replace("  rules:", "  bodyLimit: 1048576\n  filterModelList: false\n  rules:", StringComparison.Ordinal))], Lab.Now).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("'small*'", "'sm*'")]
    [InlineData("'small*'", "'*small*'")]
    [InlineData("'small*'", "'*'")]
    public void A_wider_pattern_is_told_by_a_name_between_both(string old, string @new) =>
        Compare(old, @new).ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyAllowed && d.Old == "403 model.denied");

    [Theory]
    [InlineData("fast: small-1", "fast: small-2", "small-1", "small-2")]
    [InlineData(", setModel: {fast: small-1}", "", "small-1", "fast")]
    public void That_another_model_is_sent_is_told_with_both_names(string old, string @new, string oldName, string newName) =>
        Compare(old, @new).Where(d => d.Kind == PolicyDifferenceKind.ChangedRequest && d.What == "model").Select(d => (d.Old, d.New, d.MayLoosen)).Distinct().ShouldBe([(oldName, newName, true)]);

    [Fact]
    public void That_lists_of_models_show_all_is_told()
    {
        var difference = Compare("filterModelList: true", "filterModelList: false").Single(d => d.What == "list of models");

        (difference.Kind, difference.Request, difference.New, difference.MayLoosen).ShouldBe((PolicyDifferenceKind.ChangedAnswer, "GET http://any.example/api/v1/models", "all", true));
    }

    [Fact]
    public void That_a_policy_goes_is_told() => Compare(Policy[Policy.IndexOf("---", StringComparison.Ordinal)..], "").ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyAllowed);

    [Fact]
    public void That_a_model_may_no_longer_be_asked_for_is_told_and_does_not_loosen() =>
        Compare("models: [best]", "models: []").Select(d => (d.Kind, d.New, d.MayLoosen)).Distinct().ShouldBe([(PolicyDifferenceKind.NewlyRefused, "403 model.denied", false)]);

    private static IReadOnlyList<PolicyDifference> Compare(string old, string @new)
    {
        Policy.ShouldContain(old);
        return PolicyDiff.Compare([new("old.yaml", Policy)], [new("new.yaml", Policy.Replace(old, @new, StringComparison.Ordinal))], Lab.Now);
    }
}
