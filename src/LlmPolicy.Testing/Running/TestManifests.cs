using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Running;

/// <summary>What a run's policies are made of.</summary>
internal sealed record TestManifests(IReadOnlyList<ManifestFile> Files, ThrowAwayKeys Keys, PolicyCompilerOptions Options)
{
    /// <summary>Null where the manifests don't load; <paramref name="diagnostics"/> says why.</summary>
    public TestPolicies? Compile(out IReadOnlyList<Diagnostic> diagnostics)
    {
        var own = PolicyCompiler.Compile(Files, Options.WithApiKeysBeside(Keys.For));
        diagnostics = own.Diagnostics;
        return own.Succeeded ? new TestPolicies(own.Policy, PolicyUnderTest.Compile(Files, Keys, Options), own.Secrets) : null;
    }

    /// <summary>The nodes of each file's documents.</summary>
    public IReadOnlyList<IReadOnlyList<ManifestNode>> Documents() => [.. Files.Select(file => YamlDocuments.Read(file, new DiagnosticBag()))];

    /// <summary>The same with another text in place of one file's.</summary>
    public TestManifests With(int file, string text) => this with { Files = [.. Files.Index().Select(f => f.Index == file ? f.Item with { Text = text } : f.Item)] };
}
