namespace LlmPolicy;

/// <summary>The text of a manifest file and the name to show for it in diagnostics.</summary>
/// <param name="Name">A file name, or any name that its readers will recognise.</param>
/// <param name="Text">YAML (several documents are fine) or JSON.</param>
public sealed record ManifestFile(string Name, string Text);
