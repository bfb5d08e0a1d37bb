using LlmPolicy.Analysis;
using LlmPolicy.Compilation;

namespace LlmPolicy;

/// <summary>Finds what is wrong in manifests, and what is legal and yet surprising.</summary>
public static class PolicyAnalyzer
{
    /// <summary>
    /// Everything that <see cref="PolicyCompiler"/> reports, what it would report of the parts that nothing refers to, and <c>LLMP2xxx</c>, in the order
    /// of files and lines. Nothing in a manifest throws.
    /// </summary>
    /// <param name="files">The manifests.</param>
    /// <param name="options">What may be taken for granted beside them; null: the defaults.</param>
    public static IReadOnlyList<Diagnostic> Analyze(IEnumerable<ManifestFile> files, PolicyCompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var manifests = ManifestCompiler.Compile(files, options ?? new PolicyCompilerOptions());
        new WrittenCompiler(manifests.Context).Compile(manifests.Resources);
        var context = new AnalysisContext(manifests);
        foreach (var rule in AnalysisRules.All)
        {
            rule.Check(context);
        }

        return manifests.Diagnostics();
    }
}
