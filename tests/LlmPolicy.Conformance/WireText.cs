using System.Text;

namespace LlmPolicy.Conformance;

/// <summary>Between the text of a suite and bytes, where a char stands for a byte.</summary>
internal static class WireText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string FromText(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// The bytes that a recorded text stands for. Recorded headers show a char a byte; a text that would be no UTF-8 that way, as all
    /// that was sent is, was decoded.
    /// </summary>
    public static bool Matches(string recorded, string bytes) =>
        recorded == bytes || (!IsBytesOfUtf8(recorded) && FromText(recorded) == bytes);

    private static bool IsBytesOfUtf8(string text)
    {
        if (text.Any(c => c > 0xFF))
        {
            return false;
        }

        try
        {
            Strict.GetCharCount(Encoding.Latin1.GetBytes(text));
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
