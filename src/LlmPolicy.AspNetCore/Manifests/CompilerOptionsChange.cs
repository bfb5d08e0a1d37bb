namespace LlmPolicy.Manifests;

/// <summary>Puts other options in place of those that the app's configuration makes. Internal: for LlmPolicy.Testing alone, which swaps keys.</summary>
internal delegate PolicyCompilerOptions CompilerOptionsChange(PolicyCompilerOptions options);
