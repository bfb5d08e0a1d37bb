using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>Core alone: evaluates, and does as a host would with the decision. With a cache of tokens, that counts which finds the token there.</summary>
internal sealed class CoreRunner(Func<TokenCache?> makeCache) : ICaseRunner
{
    public IReadOnlyList<DifferenceRule> Rules => DifferenceRules.Policy;

    public Task<IGroupRun> StartAsync(SuiteGroup group, PolicyCompilation compilation, DateTimeOffset now) =>
        Task.FromResult<IGroupRun>(new CoreGroupRun(group, compilation, now, makeCache()));
}
