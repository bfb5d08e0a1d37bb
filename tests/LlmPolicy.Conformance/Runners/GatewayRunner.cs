using LlmPolicy.Conformance.Gateway;
using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>The real gateway, Kestrel and YARP, with a real upstream behind it, asked over a raw socket.</summary>
internal sealed class GatewayRunner(DiagnosticSeverity missingReferences = DiagnosticSeverity.Error) : ICaseRunner
{
    public DiagnosticSeverity MissingReferences => missingReferences;

    public IReadOnlyList<DifferenceRule> Rules => DifferenceRules.Gateway;

    public SuiteCase? Decidable(SuiteGroup group, SuiteCase recorded) => recorded;

    public async Task<IGroupRun> StartAsync(SuiteGroup group, PolicyCompilation compilation, DateTimeOffset now) =>
        await GatewayGroupRun.StartAsync(group, compilation, missingReferences, now);
}
