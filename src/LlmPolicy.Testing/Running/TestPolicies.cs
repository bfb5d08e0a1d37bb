namespace LlmPolicy.Testing.Running;

/// <summary>The manifests of a run, compiled twice: with their own keys for tokens that are given, with throw-away keys for claims.</summary>
internal sealed record TestPolicies(CompiledPolicy WithOwnKeys, PolicyUnderTest WithThrowAwayKeys, IReadOnlyDictionary<ResourceName, HeaderSecret> Secrets);
