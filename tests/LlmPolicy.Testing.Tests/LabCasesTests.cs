namespace LlmPolicy.Testing;

/// <summary>The lab's own cases, run as an app team would run theirs.</summary>
public sealed class LabCasesTests
{
    private static readonly PolicyTests Tests = PolicyTests.Load(Repository.PathOf("samples/lab-cases.yaml"));

    public static TheoryData<string> Names => [.. Tests.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_case_passes(string name) => Tests.Run(name).ThrowIfFailed();

    [Fact]
    public void They_reach_every_rule()
    {
        var coverage = Tests.MeasureCoverage();

        coverage.Unreached.ShouldBeEmpty();
        coverage.Rules.Select(r => r.Path).ShouldBe(
        [
            "spec.virtualHost.options.jwt.providers.selfminted",
            "spec.virtualHost.routes[0]",
            "spec.virtualHost.routes[0].matchers[0]",
            "spec.virtualHost.routes[0].options.rbac.policies.viewer",
            "spec.virtualHost.routes[0].options.rbac.policies.viewer.principals[0]",
            "spec.virtualHost.routes[0].options.rbac.policies.viewer.principals[0].jwtPrincipal.claims['llms.huggingface']",
            "spec.virtualHost.routes[0].options.headerManipulation.requestHeadersToAdd[0]",
            "spec.virtualHost.routes[0].options.headerManipulation.requestHeadersToAdd[1]",
        ]);
    }

    [Fact]
    public void No_rule_can_be_deleted_without_a_case_failing()
    {
        var mutation = Tests.Mutate();

        mutation.Unnoticed.ShouldBeEmpty();
        string[] some =
        [
            "spec.virtualHost.options.jwt", "spec.virtualHost.options.jwt.providers.selfminted.issuer", "spec.virtualHost.routes[0].matchers[0]",
            "spec.virtualHost.routes[0].options.rbac", "spec.virtualHost.routes[0].options.autoHostRewrite", "spec.virtualHost.routes[0].options.prefixRewrite",
            "spec.virtualHost.routes[0].options.rbac.policies.viewer.nestedClaimDelimiter",
            "spec.virtualHost.routes[0].options.rbac.policies.viewer.principals[0].jwtPrincipal.matcher",
            "spec.virtualHost.routes[0].options.headerManipulation.requestHeadersToAdd[0].append",
            "spec.virtualHost.routes[0].options.headerManipulation.requestHeadersToAdd[1]",
        ];
        some.Except(mutation.Rules.Select(r => r.Path)).ShouldBeEmpty();
    }
}
