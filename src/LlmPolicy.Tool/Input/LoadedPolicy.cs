namespace LlmPolicy.Tool.Input;

/// <summary>The policy of manifests that have to load.</summary>
internal static class LoadedPolicy
{
    /// <exception cref="InvalidManifestsException">They have errors.</exception>
    public static CompiledPolicy Of(IReadOnlyList<ManifestFile> files, PolicyCompilerOptions options) => Compile(files, options).Policy!;

    /// <summary>The policy and what came with it.</summary>
    /// <exception cref="InvalidManifestsException">They have errors.</exception>
    public static PolicyCompilation Compile(IReadOnlyList<ManifestFile> files, PolicyCompilerOptions options)
    {
        PolicyCompilation compilation = PolicyCompiler.Compile(files, options);
        return compilation.Succeeded ? compilation : throw new InvalidManifestsException(compilation.Diagnostics, files);
    }
}
