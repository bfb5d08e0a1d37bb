namespace LlmPolicy.Tests;

/// <summary>Manifests that have to compile, or have to be found fault with.</summary>
internal static class Compiling
{
    public const string File = "policy.yaml";

    public static CompiledPolicy Policy(string manifest, PolicyCompilerOptions? options = null)
    {
        var compilation = Compile(manifest, options);
        compilation.Succeeded.ShouldBeTrue(string.Join('\n', compilation.Diagnostics));
        return compilation.Policy!;
    }

    public static IReadOnlyList<Diagnostic> Diagnostics(string manifest, PolicyCompilerOptions? options = null) =>
        Compile(manifest, options).Diagnostics;

    public static PolicyCompilation Compile(string manifest, PolicyCompilerOptions? options = null) =>
        PolicyCompiler.Compile([new ManifestFile(File, manifest)], options);

    /// <summary>Options that switch off rules of strictness.</summary>
    public static PolicyCompilerOptions Lax(params string[] rules) => new() { LaxRules = rules.ToHashSet() };
}
