namespace LlmPolicy.Testing;

/// <summary>The sample of cases for budgets, run as an app team would run theirs.</summary>
public sealed class BudgetSampleTests
{
    private static readonly PolicyTests Tests = PolicyTests.Load(Repository.PathOf("samples/budget-cases.yaml"));

    public static TheoryData<string> Names => [.. Tests.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_case_passes(string name) => Tests.Run(name).ThrowIfFailed();

    [Fact]
    public void They_reach_every_rule() => Tests.MeasureCoverage().Unreached.ShouldBeEmpty();

    [Fact]
    public void No_rule_can_be_deleted_without_a_case_failing()
    {
        var mutation = Tests.Mutate();

        mutation.Unnoticed.ShouldBeEmpty();
        mutation.Rules.Select(rule => rule.Path).ShouldContain("spec.overrides[0].limits[0].tokens");
    }
}
