using System.Buffers;

namespace LlmPolicy;

/// <summary>The text of a manifest file and the name to show for it in diagnostics.</summary>
/// <param name="Name">A file name, or any name that its readers will recognise.</param>
/// <param name="Text">YAML (several documents are fine) or JSON, of at most <see cref="LongestText"/> characters.</param>
public sealed record ManifestFile(string Name, string Text)
{
    /// <summary>How many characters a manifest may have (4 Mi); a longer one is not read, but reported as <see cref="DiagnosticCodes.TooLarge"/>.</summary>
    public const int LongestText = 4 * 1024 * 1024;

    private static readonly SearchValues<char> Breaks = SearchValues.Create("\r\n\u0085\u2028\u2029");

    /// <summary>Its lines, as positions count them: a line ends at LF, CR, both, NEL, LS or PS (YAML 1.1, 4.1.4), and at no form feed. Behind the last break there is one more, which may be empty.</summary>
    public IEnumerable<string> Lines()
    {
        int start = 0;
        while (Text.AsSpan(start).IndexOfAny(Breaks) is var length and >= 0)
        {
            yield return Text.Substring(start, length);
            start += length + (Text.AsSpan(start + length) is ['\r', '\n', ..] ? 2 : 1);
        }

        yield return Text[start..];
    }
}
