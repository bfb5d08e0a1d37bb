using System.Text;
using LlmPolicy.Usage;

namespace LlmPolicy.Docs;

/// <summary>docs/usage.md against the reader: its formats are the reader's, and each row is tried.</summary>
public class UsageTests
{
    private const int Number = 7;

    private static readonly MarkdownDocument Document = Repository.Document("docs/usage.md");

    private static readonly (string Heading, MarkdownDocument Body)[] Formats = [.. Document.Sections("").Where(s => s.Body.Text.Contains("Holders: ", StringComparison.Ordinal))];

    [Fact]
    public void Each_format_has_a_section_with_its_holders_and_members_and_no_other() =>
        Formats.SelectMany(f => Rows(f.Body).Select(row => $"{f.Heading}: {string.Join(", ", Holders(f.Body))}: {row.Member}"))
            .ShouldBe(UsageFormats.All.SelectMany(f => f.Members.Select(m => $"{f.Name}: {string.Join(", ", f.Holders)}: {m.Path}")));

    [Fact]
    public void Each_header_has_a_row() =>
        Rows(Document.Sections("^Headers$").Single().Body).Select(row => row.Member).ShouldBe(UsageHeaders.Counts.Select(h => h.Name));

    [Fact]
    public void Each_member_of_each_holder_counts_as_its_row_says()
    {
        foreach (var (heading, body) in Formats)
        {
            foreach (string holder in Holders(body))
            {
                foreach (var (member, property) in Rows(body))
                {
                    string path = holder.Length == 0 ? member : member.StartsWith('[') ? holder + member : $"{holder}.{member}";
                    Counted(Read(Json(path.Split('.'))), property).ShouldBe(Number, $"{heading}: {path} as {property}");
                }
            }
        }
    }

    [Fact]
    public void Each_header_counts_as_its_row_says()
    {
        foreach (var (name, property) in Rows(Document.Sections("^Headers$").Single().Body))
        {
            var usage = Read("{}", new HeaderField(name, $"{Number}"));
            (usage.Source, Counted(usage, property)).ShouldBe((LlmUsageSource.Header, Number), name);
        }
    }

    [Fact]
    public void The_codings_that_are_read_are_named()
    {
        LlmUsageReader.ContentCodings.ShouldBe(MarkdownDocument.CodeIn(Document.Prose.Split('\n').Single(line => line.StartsWith("- `Content-Encoding:", StringComparison.Ordinal)))
            .Select(code => code.Replace("Content-Encoding: ", "", StringComparison.Ordinal)).Where(code => LlmUsageReader.ContentCodings.Contains(code)), ignoreOrder: true);
    }

    private static string[] Holders(MarkdownDocument body) =>
        [.. MarkdownDocument.CodeIn(body.Text.Split('\n').Single(line => line.StartsWith("Holders: ", StringComparison.Ordinal))).Select(holder => holder == "$" ? "" : holder)];

    private static IEnumerable<(string Member, string Property)> Rows(MarkdownDocument body) =>
        body.Rows.Where(r => r[0].StartsWith('`')).Select(r => (MarkdownDocument.CodeIn(r[0]).Single(), MarkdownDocument.CodeIn(r[1]).Single()));

    /// <summary>A document that holds the number at that path alone, and in lists the tag that makes it count.</summary>
    private static string Json(ReadOnlySpan<string> steps)
    {
        if (steps.IsEmpty)
        {
            return $"{Number}";
        }

        string[] step = steps[0].TrimEnd(']').Split('[');
        string inner = Json(steps[1..]);
        string value = step switch
        {
            [_] => inner,
            [_, ""] => $"[{inner}]",
            [_, var tag] when tag.Split('=') is [var name, var text] => $$"""[{ {{inner[1..^1]}},"{{name}}":"{{text}}"}]""",
            _ => throw new FormatException(steps[0]),
        };
        return $$"""{"{{step[0]}}":{{value}} }""";
    }

    private static LlmUsage Read(string json, params HeaderField[] headers)
    {
        using LlmUsageReader reader = new(new(200, headers));
        reader.Read(Encoding.UTF8.GetBytes(json));
        return reader.Complete(LlmAnswerEnd.Whole);
    }

    private static double Counted(LlmUsage usage, string property) => typeof(LlmUsage).GetProperty(property)!.GetValue(usage) switch
    {
        TimeSpan time => time.TotalSeconds,
        long count => count,
        _ => -1,
    };
}
