namespace LlmPolicy.Docs;

/// <summary>C# in the documents is a region of Snippets.cs, so that it compiles.</summary>
public class SnippetTests
{
    private static readonly IReadOnlyList<string> Regions = ReadRegions();

    [Theory]
    [MemberData(nameof(Repository.DocumentData), MemberType = typeof(Repository))]
    public void CSharp_in_a_document_is_compiled_word_for_word(string path) =>
        Shown(path).Where(snippet => !Regions.Contains(snippet)).ShouldBeEmpty();

    [Fact]
    public void Every_compiled_snippet_is_shown_somewhere() =>
        Regions.Except(Repository.Documents.SelectMany(Shown)).ShouldBeEmpty();

    private static IEnumerable<string> Shown(string path) =>
        Repository.Document(path).Fences.Where(f => f.Language is "csharp" or "cs" or "c#").Select(f => f.Body.Trim('\n'));

    private static string[] ReadRegions() =>
    [
        .. SourceText.Strings(Repository.Read("tests/LlmPolicy.Docs.Tests/Snippets.cs"), @"// snippet\n(.*?)\n *// end").Select(Dedent),
    ];

    private static string Dedent(string text)
    {
        string[] lines = text.Split('\n');
        int indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }
}
