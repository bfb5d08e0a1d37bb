namespace LlmPolicy.Codec;

/// <summary>
/// <c>Connection</c>: of a list with one word that Kestrel knows it keeps that word alone, and the headers that the list names are forgotten. With
/// two such words it keeps the list; <c>keep-alive</c> changes nothing beside the others, and nothing in HTTP/1.1 where it is missing.
/// </summary>
internal sealed class ConnectionBytes : HeaderBytes
{
    private const string KeepAlive = "keep-alive";

    private static readonly string Second = $",{Mark},{KeepAlive}";

    protected override int LongestAddition => Second.Length;

    /// <summary>The line as it was sent.</summary>
    public static string Restore(string line) =>
        (line.EndsWith(Second, StringComparison.Ordinal) ? line[..^Second.Length] : line).Replace(Mark, '-');

    protected override string Read(string line) =>
        Has(line, "close") || Has(line, "upgrade") ? line + Second : line.Replace(KeepAlive, $"keep{Mark}alive", StringComparison.OrdinalIgnoreCase);

    private static bool Has(ReadOnlySpan<char> line, string word)
    {
        foreach (var token in line.Split(','))
        {
            if (line[token].Trim(" \t").Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
