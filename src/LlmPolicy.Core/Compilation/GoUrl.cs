using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmPolicy.Compilation;

/// <summary>A URL as Go's net/url reads it, which is what Gloo holds rewrites against.</summary>
internal static partial class GoUrl
{
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!$&'()*+,;=:[]<>\"%");

    private static readonly SearchValues<char> UserCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:~!$&'()*+,;=%@");

    /// <summary>The URL's path, decoded, each byte as a character; null where it can't be read.</summary>
    public static string? ReadPath(string url)
    {
        if (url.Any(c => c is < ' ' or '\x7f'))
        {
            return null;
        }

        int hash = url.IndexOf('#', StringComparison.Ordinal);
        string rest = hash < 0 ? url : url[..hash];
        if (hash >= 0 && Decode(url[(hash + 1)..]) is null)
        {
            return null;
        }

        if (rest == "*")
        {
            return rest;
        }

        if (!TryCutScheme(ref rest, out bool hasScheme))
        {
            return null;
        }

        int question = rest.IndexOf('?', StringComparison.Ordinal);
        rest = question < 0 ? rest : rest[..question];
        if (!rest.StartsWith('/'))
        {
            // With a scheme it is opaque and has no path; without one its first segment would look like a scheme.
            return hasScheme ? "" : rest.Split('/')[0].Contains(':', StringComparison.Ordinal) ? null : Decode(rest);
        }

        if (rest.StartsWith("//", StringComparison.Ordinal) && (hasScheme || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            int slash = rest.IndexOf('/', 2);
            if (!IsAuthority(slash < 0 ? rest[2..] : rest[2..slash]))
            {
                return null;
            }

            rest = slash < 0 ? "" : rest[slash..];
        }

        return Decode(rest);
    }

    /// <summary>False for a scheme that is empty.</summary>
    private static bool TryCutScheme(ref string url, out bool cut)
    {
        int end = url.AsSpan().IndexOfAnyExcept(SchemeCharacters);
        cut = end > 0 && url[end] == ':' && char.IsAsciiLetter(url[0]);
        bool empty = end == 0 && url[0] == ':';
        url = cut ? url[(end + 1)..] : url;
        return !empty;
    }

    private static bool IsAuthority(string authority)
    {
        int at = authority.LastIndexOf('@');
        if (at >= 0 && (authority.AsSpan(0, at).ContainsAnyExcept(UserCharacters) || Decode(authority[..at]) is null))
        {
            return false;
        }

        string host = authority[(at + 1)..];
        int bracket = host.LastIndexOf(']');
        int colon = host.StartsWith('[') ? bracket + 1 : host.LastIndexOf(':');
        string port = colon < 0 || colon >= host.Length ? "" : host[colon..];
        return (!host.StartsWith('[') || bracket > 0)
            && (port.Length == 0 || (port[0] == ':' && port.Skip(1).All(char.IsAsciiDigit)))
            && host.All(c => c >= 0x80 || HostCharacters.Contains(c))
            && !AsciiEscape().IsMatch(host)
            && Decode(host) is not null;
    }

    /// <summary>In a host only bytes beyond ASCII may be encoded, and a per cent.</summary>
    [GeneratedRegex("%(?!25)[0-7]", RegexOptions.CultureInvariant)]
    private static partial Regex AsciiEscape();

    /// <summary>Null where a per cent has no two digits behind it.</summary>
    private static string? Decode(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var decoded = new StringBuilder(bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '%')
            {
                decoded.Append((char)bytes[i]);
            }
            else if (i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]))
            {
                decoded.Append((char)Convert.ToByte(Encoding.ASCII.GetString(bytes, i + 1, 2), 16));
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return decoded.ToString();
    }
}
