using System.Globalization;
using System.Text;

namespace LlmPolicy.Http;

/// <summary>Percent-encoding of bytes held as chars (RFC 3986, 2.1). What is no valid escape stays as it is.</summary>
internal static class PercentEncoding
{
    public static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
        {
            return text.ToString();
        }

        var decoded = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (TryDecode(text[i..], out char c))
            {
                decoded.Append(c);
                i += 2;
            }
            else
            {
                decoded.Append(text[i]);
            }
        }

        return decoded.ToString();
    }

    /// <summary>Whether <paramref name="encoded"/> decodes to <paramref name="text"/>.</summary>
    public static bool IsEncodingOf(ReadOnlySpan<char> encoded, ReadOnlySpan<char> text)
    {
        while (!encoded.IsEmpty)
        {
            int length = TryDecode(encoded, out char c) ? 3 : 1;
            if (text.IsEmpty || text[0] != (length == 3 ? c : encoded[0]))
            {
                return false;
            }

            encoded = encoded[length..];
            text = text[1..];
        }

        return text.IsEmpty;
    }

    /// <summary>The char of an escape at the beginning of <paramref name="text"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out char c)
    {
        c = '\0';
        if (text.Length < 3 || text[0] != '%' || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
        {
            return false;
        }

        c = (char)byte.Parse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return true;
    }
}
