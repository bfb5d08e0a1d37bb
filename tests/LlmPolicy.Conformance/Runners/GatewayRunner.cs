using LlmPolicy.Conformance.Gateway;
using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>The real gateway, Kestrel and YARP, with a real upstream behind it, asked over a raw socket.</summary>
internal sealed class GatewayRunner : ICaseRunner
{
    public IReadOnlyList<DifferenceRule> Rules => DifferenceRules.Gateway;

    public async Task<IGroupRun> StartAsync(SuiteGroup group, PolicyCompilation compilation, DateTimeOffset now) =>
        await GatewayGroupRun.StartAsync(group, now);
}
