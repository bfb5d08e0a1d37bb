using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>A way to put requests to LlmPolicy.</summary>
internal interface ICaseRunner
{
    /// <summary>How a reference to what nothing defines is reported.</summary>
    DiagnosticSeverity MissingReferences { get; }

    /// <summary>Where this way answers otherwise than Envoy on purpose.</summary>
    IReadOnlyList<DifferenceRule> Rules { get; }

    /// <summary>The case as far as this way can decide it; null if it can't.</summary>
    SuiteCase? Decidable(SuiteGroup group, SuiteCase recorded);

    /// <summary>Loads a group whose manifests compile.</summary>
    /// <exception cref="NotSupportedException">This way can't serve the group.</exception>
    Task<IGroupRun> StartAsync(SuiteGroup group, PolicyCompilation compilation, DateTimeOffset now);
}
