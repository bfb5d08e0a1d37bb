using System.Buffers;
using System.Globalization;
using System.Text;

namespace LlmPolicy.Http;

/// <summary>
/// Envoy's <c>normalize_path</c>, which Gloo switches on: dot segments are resolved, <c>\</c> is a slash, escaped letters, digits and
/// <c>-._~</c> are decoded, other escapes stay. <c>//</c>, <c>%2F</c> and <c>%5C</c> stay.
/// </summary>
internal static class PathNormalizer
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(c => (char)c), '"', '#', '<', '>', '?', '^', '`', '{', '|', '}', '\x7f', .. Enumerable.Range(0x80, 0x80).Select(c => (char)c)]);

    private static readonly SearchValues<char> Unchanged = SearchValues.Create(
        "!$&'()*+,-/0123456789:;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~");

    /// <summary>The normalised path; null where there is none (<c>%00</c>).</summary>
    public static string? Normalize(string path)
    {
        if (!path.AsSpan().ContainsAnyExcept(Unchanged))
        {
            return path;
        }

        var output = new StringBuilder(path.Length + 16);
        for (int i = 0; i < path.Length;)
        {
            if (AtSegmentStart(output) && TryReadDotSegment(path, i, out int next, out bool up))
            {
                if (up)
                {
                    RemoveLastSegment(output);
                }

                i = next;
            }
            else if (!TryCopy(path, ref i, output))
            {
                return null;
            }
        }

        return output.ToString();
    }

    private static bool AtSegmentStart(StringBuilder output) => output.Length > 0 && output[^1] == '/';

    /// <summary><c>.</c> or <c>..</c>, escaped or not, up to a slash or the end; with <c>;</c> and what follows it if not escaped, nor behind a backslash.</summary>
    private static bool TryReadDotSegment(string path, int start, out int next, out bool up)
    {
        int i = start;
        int dots = 0;
        while (dots < 3 && DotLength(path, i) is var length and > 0)
        {
            i += length;
            dots++;
        }

        up = dots == 2;
        next = i;
        if (dots is 0 or > 2)
        {
            return false;
        }

        if (i == path.Length || path[i] is '/' or '\\')
        {
            next = Math.Min(i + 1, path.Length);
            return true;
        }

        if (path[i] != ';' || i - start != dots || path[start - 1] == '\\')
        {
            return false;
        }

        int slash = path.IndexOf('/', i);
        next = slash < 0 ? path.Length : slash + 1;
        return true;
    }

    private static int DotLength(string path, int i) =>
        i < path.Length && path[i] == '.' ? 1
        : PercentEncoding.TryDecode(path.AsSpan(Math.Min(i, path.Length)), out char c) && c == '.' ? 3
        : 0;

    private static void RemoveLastSegment(StringBuilder output)
    {
        int i = output.Length - 1;
        while (i > 0 && output[i - 1] != '/')
        {
            i--;
        }

        output.Length = Math.Max(i, 1);
    }

    private static bool TryCopy(string path, ref int i, StringBuilder output)
    {
        char c = path[i];
        if (c == '\\')
        {
            output.Append('/');
        }
        else if (PercentEncoding.TryDecode(path.AsSpan(i), out char decoded))
        {
            if (decoded == '\0')
            {
                return false;
            }

            if (char.IsAsciiLetterOrDigit(decoded) || decoded is '-' or '.' or '_' or '~')
            {
                output.Append(decoded);
            }
            else
            {
                output.Append(path, i, 3);
            }

            i += 2;
        }
        else if (Escaped.Contains(c))
        {
            output.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
        }
        else
        {
            output.Append(c);
        }

        i++;
        return true;
    }
}
