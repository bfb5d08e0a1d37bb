namespace LlmPolicy.Tests;

/// <summary>
/// The parts of docs/fields.md that are made of the corpus, each between two marks. <c>LLMPOLICY_TABLES=write</c> writes them anew in place of comparing them.
/// </summary>
internal static class FieldsDocument
{
    private static readonly Lock Writing = new();

    private static string File => Path.Combine(Repository.Root, "docs", "fields.md");

    private static bool Writes => Environment.GetEnvironmentVariable("LLMPOLICY_TABLES") == "write";

    /// <summary>Holds a part against what it has to be.</summary>
    public static void ShouldHave(string part, IEnumerable<string> lines)
    {
        string expected = string.Join('\n', lines);
        lock (Writing)
        {
            string text = System.IO.File.ReadAllText(File);
            string begin = $"<!-- corpus: {part} -->\n";
            int start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
            int end = text.IndexOf("\n<!-- end -->", start, StringComparison.Ordinal);
            if (Writes)
            {
                System.IO.File.WriteAllText(File, string.Concat(text.AsSpan(0, start), expected, text.AsSpan(end)));
                return;
            }

            text[start..end].ShouldBe(expected);
        }
    }
}
