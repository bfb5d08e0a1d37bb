using System.Buffers;

namespace LlmPolicy.Jwt;

/// <summary>Base64url as Envoy's decoder takes it, and whether RFC 7515 would: no padding, no white space, no stray last bits.</summary>
internal static class TokenBase64Url
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The bytes; null where Envoy would not decode them either. <paramref name="strict"/>: as the RFC asks.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text, out bool strict)
    {
        strict = true;
        if (text.ContainsAnyExcept(Alphabet))
        {
            strict = false;
            if (Clean(text) is not { } clean)
            {
                return null;
            }

            text = clean;
        }

        if (text.Length % 4 == 1)
        {
            return null;
        }

        // Stray bits after the last whole byte: Envoy drops them.
        Span<char> whole = text.Length <= 2048 ? stackalloc char[text.Length] : new char[text.Length];
        text.CopyTo(whole);
        strict &= ClearStrayBits(whole);
        byte[] bytes = new byte[System.Buffers.Text.Base64Url.GetMaxDecodedLength(whole.Length)];
        return System.Buffers.Text.Base64Url.TryDecodeFromChars(whole, bytes, out int written) ? bytes[..written] : null;
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

    private static bool ClearStrayBits(Span<char> text)
    {
        int bits = (text.Length % 4) switch { 2 => 4, 3 => 2, _ => 0 };
        if (bits == 0)
        {
            return true;
        }

        const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int value = Digits.IndexOf(text[^1], StringComparison.Ordinal);
        int cleared = value >> bits << bits;
        text[^1] = Digits[cleared];
        return cleared == value;
    }
}
