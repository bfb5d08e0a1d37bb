using System.Globalization;

namespace LlmPolicy.Codec;

/// <summary>
/// <c>Content-Length</c>: digits alone (RFC 9110, 8.6). Kestrel takes a sign before them, and refuses other text without a word, or without an answer. What is no length is
/// read as the greatest number there is, which the policy refuses as Envoy does.
/// </summary>
internal sealed class LengthBytes : HeaderBytes
{
    private static readonly string NoLength = long.MaxValue.ToString(CultureInfo.InvariantCulture);

    protected override int LongestAddition => NoLength.Length;

    protected override string Read(string line) =>
        ulong.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out ulong length) && length < long.MaxValue
            ? length.ToString(CultureInfo.InvariantCulture)
            : NoLength;
}
