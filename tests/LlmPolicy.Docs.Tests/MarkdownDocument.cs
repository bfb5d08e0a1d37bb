using System.Text.RegularExpressions;

namespace LlmPolicy.Docs;

/// <summary>What the tests look at in a document: headings, links, fenced blocks and tables.</summary>
internal sealed partial class MarkdownDocument(string path, string text)
{
    public string Path { get; } = path;

    public string Text { get; } = text;

    public IReadOnlyList<Fence> Fences { get; } =
    [
        .. FenceForm().Matches(text).Select(m => new Fence(m.Groups["info"].Value.Trim(), m.Groups["body"].Value, text.AsSpan(0, m.Index).Count('\n') + 1)),
    ];

    /// <summary>Text without fenced blocks.</summary>
    public string Prose { get; } = FenceForm().Replace(text, "");

    public IEnumerable<string> Headings => HeadingForm().Matches(Prose).Select(m => m.Groups[1].Value.Trim());

    public IEnumerable<string> Links => LinkForm().Matches(Prose).Select(m => m.Groups[1].Value);

    /// <summary>The sections whose headings match, each with what stands under it.</summary>
    public IReadOnlyList<(string Heading, MarkdownDocument Body)> Sections(string headingPattern)
    {
        var sections = new List<(string Heading, List<string> Lines)>();
        bool fenced = false;
        foreach (string line in Text.Split('\n'))
        {
            fenced ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!fenced && line.StartsWith('#'))
            {
                sections.Add((line.TrimStart('#').Trim(), []));
            }
            else if (sections.Count > 0)
            {
                sections[^1].Lines.Add(line);
            }
        }

        return
        [
            .. sections.Where(s => Regex.IsMatch(s.Heading, headingPattern)).Select(s => (s.Heading, new MarkdownDocument(Path, string.Join('\n', s.Lines)))),
        ];
    }

    /// <summary>The rows of all tables, cell by cell; heads and rulers too.</summary>
    public IEnumerable<string[]> Rows =>
        Prose.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Trim('|').Split(" | ").Select(c => c.Trim('|', ' ')).ToArray());

    /// <summary>A heading's anchor, as the usual viewers of Markdown make it.</summary>
    public static string Anchor(string heading) => NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    public static IEnumerable<string> CodeIn(string cell) => CodeForm().Matches(cell).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"^```(?<info>[^\n]*)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FenceForm();

    [GeneratedRegex("^#{1,6} (.*)$", RegexOptions.Multiline)]
    private static partial Regex HeadingForm();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkForm();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeForm();
}
