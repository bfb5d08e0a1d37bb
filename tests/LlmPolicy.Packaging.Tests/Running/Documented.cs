using System.Text.RegularExpressions;

namespace LlmPolicy.Packaging.Running;

/// <summary>What the documents tell a user to type.</summary>
internal static partial class Documented
{
    /// <summary>The lines of a document's first shell block.</summary>
    public static IReadOnlyList<string> Commands(string document) =>
        First(document, "ba?sh").Split('\n').Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0).ToList();

    /// <summary>A document's first block of XML.</summary>
    public static string Xml(string document) => First(document, "xml");

    private static string First(string document, string language)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, document));
        var block = Block().Matches(text).First(match => Regex.IsMatch(match.Groups[1].Value, $"^(?:{language})$"));
        return block.Groups[2].Value;
    }

    [GeneratedRegex("^```([a-z]+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
