using System.Buffers;
using System.Buffers.Text;

namespace LlmPolicy.Jwt.Tokens;

/// <summary>Base64url as Envoy's decoder takes it, and whether RFC 7515 would: no padding, no white space, no stray last bits.</summary>
internal static class TokenBase64Url
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Digits);

    /// <summary>The most bytes that a text of some length stands for; without padding or white space it stands for so many.</summary>
    public static int MaxLength(int textLength) => Base64Url.GetMaxDecodedLength(textLength);

    /// <summary>The bytes; null where Envoy would not decode them either. <paramref name="strict"/>: as the RFC asks.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text, out bool strict)
    {
        byte[] bytes = new byte[MaxLength(text.Length)];
        return !TryDecode(text, bytes, out int written, out strict) ? null : written == bytes.Length ? bytes : bytes[..written];
    }

    /// <summary>Decodes into <paramref name="bytes"/>, which has to have <see cref="MaxLength"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int written, out bool strict)
    {
        // The BCL passes over padding and white space; then fewer bytes come out than the length promises.
        strict = text.Length % 4 != 1
            && Base64Url.DecodeFromChars(text, bytes, out _, out written) == OperationStatus.Done
            && written == MaxLength(text.Length);
        written = MaxLength(text.Length);
        return strict || TryDecodeLax(text, bytes, out written);
    }

    private static bool TryDecodeLax(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        written = 0;
        if (text.ContainsAnyExcept(Alphabet))
        {
            if (Clean(text) is not { } clean)
            {
                return false;
            }

            text = clean;
        }

        if (text.Length % 4 == 1)
        {
            return false;
        }

        // Stray bits after the last whole byte: Envoy drops them.
        char[] whole = text.ToArray();
        ClearStrayBits(whole);
        return Base64Url.TryDecodeFromChars(whole, bytes, out written);
    }

    /// <summary>Without white space and with padding that fills the last quartet.</summary>
    private static string? Clean(ReadOnlySpan<char> text)
    {
        var clean = new System.Text.StringBuilder(text.Length);
        int padding = 0;
        foreach (char c in text)
        {
            if (c is ' ' or '\t' or '\n' or '\v' or '\f' or '\r')
            {
                continue;
            }

            if (c is '=' or '.')
            {
                padding++;
            }
            else if (padding > 0 || !Alphabet.Contains(c))
            {
                return null;
            }
            else
            {
                clean.Append(c);
            }
        }

        return padding == 0 || padding <= 2 && (clean.Length + padding) % 4 == 0 ? clean.ToString() : null;
    }

    private static void ClearStrayBits(Span<char> text)
    {
        int bits = (text.Length % 4) switch { 2 => 4, 3 => 2, _ => 0 };
        if (bits > 0)
        {
            text[^1] = Digits[Digits.IndexOf(text[^1], StringComparison.Ordinal) >> bits << bits];
        }
    }
}
