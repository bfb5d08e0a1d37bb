namespace LlmPolicy.Conformance.Comparing;

internal enum Verdict
{
    Identical,

    /// <summary>Another answer on purpose, as a rule of docs/differences.md says.</summary>
    ByRule,

    Other,

    /// <summary>Ours lets through what Envoy does not. Never acceptable.</summary>
    Permissive,

    /// <summary>Ours can't load what Envoy loads.</summary>
    Unsupported,
}
