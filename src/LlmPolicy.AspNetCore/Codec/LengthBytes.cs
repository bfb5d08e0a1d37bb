namespace LlmPolicy.Codec;

/// <summary>
/// <c>Content-Length</c>: digits alone (RFC 9110, 8.6). Kestrel takes a sign before them, and gives up, without an answer, where there are more than 20.
/// </summary>
internal sealed class LengthBytes : HeaderBytes
{
    /// <summary>As many digits has the greatest length that Kestrel knows.</summary>
    private const int MostDigits = 19;

    /// <summary>No length, to Kestrel either: it answers 400.</summary>
    private const string NoLength = "x";

    protected override int LongestAddition => 1;

    protected override string Read(string line)
    {
        bool isLength = line.Length > 0 && !line.AsSpan().ContainsAnyExceptInRange('0', '9');
        string digits = line.TrimStart('0');
        return !isLength || digits.Length > MostDigits ? NoLength : digits.Length == 0 ? "0" : digits;
    }
}
