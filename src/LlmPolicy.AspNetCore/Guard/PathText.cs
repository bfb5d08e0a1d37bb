using System.Buffers;
using System.Globalization;
using System.Text;

namespace LlmPolicy.Guard;

/// <summary>Paths between their three spellings: as sent, as the server decoded them, and as a policy is written.</summary>
internal static class PathText
{
    // RFC 3986, 3.3: what stands in a path as it is.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("/-._~!$&'()*+,;=:@0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>As the server decodes a path: valid UTF-8 alone, never <c>%2F</c>, dot segments resolved afterwards.</summary>
    public static string AsServerDecodes(string path) => ResolveDots(Decode(path, slashes: SlashEscapes.Stay));

    /// <summary>The widest reading that any reader further on could make: decoded twice more, backslashes and runs of slashes as one slash.</summary>
    public static string Widest(string decoded)
    {
        string once = Decode(decoded, SlashEscapes.Decoded);
        string path = Decode(once, SlashEscapes.Decoded).Replace('\\', '/');
        while (path.Contains("//", StringComparison.Ordinal))
        {
            path = path.Replace("//", "/", StringComparison.Ordinal);
        }

        return Encode(path, SlashEscapes.Decoded);
    }

    /// <summary>A decoded path as a client would write it. The server leaves <c>%2F</c> as it is, so it stays here.</summary>
    public static string Encode(string decoded) => Encode(decoded, SlashEscapes.Stay);

    /// <summary>The path with its escapes in upper case, as <see cref="Encode(string)"/> writes them.</summary>
    public static string WithUpperEscapes(string path)
    {
        if (!path.Contains('%', StringComparison.Ordinal))
        {
            return path;
        }

        char[] text = path.ToCharArray();
        for (int i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '%')
            {
                (text[i + 1], text[i + 2]) = (char.ToUpperInvariant(text[i + 1]), char.ToUpperInvariant(text[i + 2]));
            }
        }

        return new string(text);
    }

    private static string Encode(string decoded, SlashEscapes slashes)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(decoded);
        if (!bytes.AsSpan().ContainsAnyExcept(Plain) && !decoded.Contains(".;", StringComparison.Ordinal))
        {
            return decoded;
        }

        StringBuilder text = new(bytes.Length + 16);
        for (int i = 0; i < bytes.Length; i++)
        {
            // Envoy drops a dot segment's parameters, and the segment with them; this server serves "..;" as a name.
            if ((Plain.Contains(bytes[i]) && !(bytes[i] == ';' && i > 0 && bytes[i - 1] == '.'))
                || (slashes == SlashEscapes.Stay && IsSlashEscape(bytes.AsSpan(i))))
            {
                text.Append((char)bytes[i]);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{bytes[i]:X2}");
            }
        }

        return text.ToString();
    }

    private static string Decode(string path, SlashEscapes slashes)
    {
        if (!path.Contains('%', StringComparison.Ordinal))
        {
            return path;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(path);
        ArrayBufferWriter<byte> decoded = new(bytes.Length);
        for (int i = 0; i < bytes.Length;)
        {
            int length = slashes == SlashEscapes.Stay && IsSlashEscape(bytes.AsSpan(i)) ? 0 : ReadRune(bytes.AsSpan(i), decoded);
            if (length == 0)
            {
                decoded.Write(bytes.AsSpan(i, length = 1));
            }

            i += length;
        }

        return Encoding.UTF8.GetString(decoded.WrittenSpan);
    }

    // One rune, some of whose bytes are escaped. What is no valid UTF-8 stays as it was sent.
    private static int ReadRune(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> to)
    {
        if (text[0] != '%')
        {
            return 0;
        }

        Span<byte> rune = stackalloc byte[4];
        int read = 0;
        for (int count = 1; count <= 4; count++)
        {
            int length = ReadByte(text[read..], out rune[count - 1]);
            if (length == 0)
            {
                return 0;
            }

            read += length;
            var status = Rune.DecodeFromUtf8(rune[..count], out _, out _);
            if (status == OperationStatus.InvalidData)
            {
                return 0;
            }

            if (status != OperationStatus.Done)
            {
                continue;
            }

            to.Write(rune[..count]);
            return read;
        }

        return 0;
    }

    private static int ReadByte(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        if (text.Length == 0)
        {
            return 0;
        }

        if (text[0] != '%')
        {
            return (value = text[0]) < 0x80 ? 0 : 1;
        }

        return text.Length >= 3 && byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) ? 3 : 0;
    }

    private static bool IsSlashEscape(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == '%' && text[1] == '2' && (text[2] | 0x20) == 'f';

    // RFC 3986, 5.2.4.
    private static string ResolveDots(string path)
    {
        if (!path.Contains("/.", StringComparison.Ordinal))
        {
            return path;
        }

        string[] segments = path.Split('/');
        List<string> kept = [];
        for (int i = 1; i < segments.Length; i++)
        {
            bool last = i == segments.Length - 1;
            if (segments[i] is ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            if (segments[i] is not ("." or ".."))
            {
                kept.Add(segments[i]);
            }
            else if (last)
            {
                kept.Add("");
            }
        }

        return "/" + string.Join('/', kept);
    }

    private enum SlashEscapes
    {
        Stay,
        Decoded,
    }
}
