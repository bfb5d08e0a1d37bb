namespace LlmPolicy.Testing.Running;

/// <summary>The manifests of a run, compiled twice: with their own keys for tokens that are given, with throw-away keys for claims.</summary>
internal sealed record TestPolicies(CompiledPolicy WithOwnKeys, PolicyUnderTest WithThrowAwayKeys, IReadOnlyDictionary<ResourceName, HeaderSecret> Secrets)
{
    /// <summary>Null where the manifests don't load; <paramref name="diagnostics"/> says why.</summary>
    public static TestPolicies? Compile(IReadOnlyList<ManifestFile> files, ThrowAwayKeys keys, PolicyCompilerOptions options, out IReadOnlyList<Diagnostic> diagnostics)
    {
        var own = PolicyCompiler.Compile(files, options);
        diagnostics = own.Diagnostics;
        return own.Succeeded ? new TestPolicies(own.Policy, PolicyUnderTest.Compile(files, keys, options), own.Secrets) : null;
    }
}
