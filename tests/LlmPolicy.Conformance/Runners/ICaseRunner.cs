using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>A way to put requests to LlmPolicy.</summary>
internal interface ICaseRunner
{
    /// <summary>Where this way answers otherwise than Envoy on purpose.</summary>
    IReadOnlyList<DifferenceRule> Rules { get; }

    /// <summary>Loads a group whose manifests compile.</summary>
    /// <exception cref="NotSupportedException">This way can't serve the group.</exception>
    Task<IGroupRun> StartAsync(SuiteGroup group, PolicyCompilation compilation, DateTimeOffset now);
}
