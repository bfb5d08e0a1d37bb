using System.Text.RegularExpressions;

namespace LlmPolicy.Docs;

/// <summary>Finds strings in C# sources.</summary>
internal static class SourceText
{
    /// <summary>The first group of every match.</summary>
    public static IEnumerable<string> Strings(string source, string pattern) =>
        Regex.Matches(source, pattern, RegexOptions.Singleline).Select(m => m.Groups[1].Value);
}
