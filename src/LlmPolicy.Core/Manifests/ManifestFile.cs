namespace LlmPolicy;

/// <summary>The text of a manifest file and the name to show for it in diagnostics.</summary>
/// <param name="Name">A file name, or any name that its readers will recognise.</param>
/// <param name="Text">YAML (several documents are fine) or JSON, of at most <see cref="LongestText"/> characters.</param>
public sealed record ManifestFile(string Name, string Text)
{
    /// <summary>How many characters a manifest may have (4 Mi); a longer one is not read, but reported as <see cref="DiagnosticCodes.TooLarge"/>.</summary>
    public const int LongestText = 4 * 1024 * 1024;
}
