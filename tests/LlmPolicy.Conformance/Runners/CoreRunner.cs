using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>Core alone: evaluates, and does as a host would with the decision.</summary>
internal sealed class CoreRunner : ICaseRunner
{
    public IReadOnlyList<DifferenceRule> Rules => DifferenceRules.Policy;

    public Task<IGroupRun> StartAsync(SuiteGroup group, PolicyCompilation compilation, DateTimeOffset now) =>
        Task.FromResult<IGroupRun>(new CoreGroupRun(group, compilation, now));
}
