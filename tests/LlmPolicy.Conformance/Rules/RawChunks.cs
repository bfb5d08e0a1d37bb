using System.Globalization;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>The chunks of a request that is given as bytes, as RFC 9112, 7.1, writes them.</summary>
internal static class RawChunks
{
    private const int MostTrailers = 100;

    /// <summary>Whether they are not as written there, or more trailers than are taken.</summary>
    public static bool AreOdd(CaseRequest request)
    {
        string bytes = string.Concat((request.Raw ?? []).Select(piece => piece.Bytes));
        int head = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return head >= 0 && bytes[..head].Contains("chunked", StringComparison.OrdinalIgnoreCase) && AreOdd(bytes[(head + 4)..]);
    }

    /// <summary>Whether a request's body is announced, and does not come to its end.</summary>
    public static bool BreaksOff(CaseRequest request)
    {
        string bytes = string.Concat((request.Raw ?? []).Select(piece => piece.Bytes));
        int head = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string body = head < 0 ? "" : bytes[(head + 4)..];
        string? length = Last(request, "content-length");
        return head >= 0
            && (Last(request, "transfer-encoding") is not null ? !body.Contains("0\r\n", StringComparison.Ordinal)
                : long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long announced) && body.Length < announced);
    }

    private static string? Last(CaseRequest request, string name) =>
        request.Headers.LastOrDefault(header => header[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1].Trim();

    private static bool AreOdd(string body)
    {
        while (body.Length > 0)
        {
            int end = body.IndexOf("\r\n", StringComparison.Ordinal);
            string size = body[..Math.Max(end, 0)].Split(';')[0];
            if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long length) || length < 0 || body[..end].Contains('\n', StringComparison.Ordinal))
            {
                return true;
            }

            body = body[(end + 2)..];
            if (length == 0)
            {
                return HasOddTrailers(body);
            }

            if (body.Length < length + 2 || body.Substring((int)length, 2) != "\r\n")
            {
                return true;
            }

            body = body[((int)length + 2)..];
        }

        return false;
    }

    private static bool HasOddTrailers(string rest)
    {
        int end = rest.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] lines = end < 0 ? [] : rest[..end].Split("\r\n");
        return lines.Length > MostTrailers || lines.Any(line => line.IndexOf(':', StringComparison.Ordinal) <= 0);
    }
}
