namespace LlmPolicy.Codec;

/// <summary><c>Transfer-Encoding</c>: a coding that does not end in <c>chunked</c> is refused by Kestrel without a word; the policy refuses it as Envoy does.</summary>
internal sealed class CodingBytes : HeaderBytes
{
    private const string Chunked = ", chunked";

    protected override int LongestAddition => 1 + Chunked.Length;

    /// <summary>The line as it was sent.</summary>
    public static string Restore(string line)
    {
        int added = line.IndexOf(Mark, StringComparison.Ordinal);
        return added < 0 ? line : line[..added];
    }

    protected override string Read(string line) => line.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? line : $"{line}{Mark}{Chunked}";
}
