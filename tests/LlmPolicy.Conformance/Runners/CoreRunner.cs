using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>Core alone: evaluates, and does as a host would with the decision. With a cache of tokens, that counts which finds the token there.</summary>
internal sealed class CoreRunner(Func<TokenCache?> makeCache, DiagnosticSeverity missingReferences = DiagnosticSeverity.Error) : ICaseRunner
{
    public DiagnosticSeverity MissingReferences => missingReferences;

    public IReadOnlyList<DifferenceRule> Rules => DifferenceRules.Policy;

    public SuiteCase? Decidable(SuiteGroup group, SuiteCase recorded) => DecidedPart.Of(group, recorded);

    public Task<IGroupRun> StartAsync(SuiteGroup group, PolicyCompilation compilation, DateTimeOffset now) =>
        Task.FromResult<IGroupRun>(new CoreGroupRun(group, compilation, now, makeCache()));
}
