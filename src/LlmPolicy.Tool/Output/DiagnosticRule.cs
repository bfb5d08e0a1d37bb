using System.Text.RegularExpressions;

namespace LlmPolicy.Tool.Output;

/// <summary>What docs/diagnostics.md, which the tool carries with it, says of a code.</summary>
/// <param name="Code">As <c>LLMP0001</c>.</param>
/// <param name="Title">The section's title, as <c>Unknown field</c>.</param>
/// <param name="Help">The section's text.</param>
internal sealed partial record DiagnosticRule(string Code, string Title, string Help)
{
    private static readonly Lazy<Dictionary<string, DiagnosticRule>> All = new(ReadAll);

    /// <summary>The title as SARIF has names: <c>UnknownField</c>.</summary>
    public string Name => string.Concat(Title.Split(' ').Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));

    public static DiagnosticRule Of(string code) => All.Value.GetValueOrDefault(code) ?? new DiagnosticRule(code, code, code);

    private static Dictionary<string, DiagnosticRule> ReadAll()
    {
        using StreamReader reader = new(typeof(DiagnosticRule).Assembly.GetManifestResourceStream("diagnostics.md")!);
        return Section().Matches(reader.ReadToEnd().ReplaceLineEndings("\n"))
            .Select(m => new DiagnosticRule(m.Groups["code"].Value, m.Groups["title"].Value.Trim(), m.Groups["text"].Value.Trim()))
            .ToDictionary(rule => rule.Code);
    }

    [GeneratedRegex(@"^## (?<code>LLMP\d{4}) (?<title>[^\n]+)\n(?<text>.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Section();
}
