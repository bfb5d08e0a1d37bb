using System.Text;

namespace LlmPolicy.Asking;

/// <summary>A request as people have it at hand: as it goes over the wire (RFC 9112), with a URL in its first line as files of requests have it, or as a line of curl.</summary>
internal static class PastedRequest
{
    /// <summary>Reads it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scheme">What a request without a URL came by: <c>http</c> or <c>https</c>.</param>
    /// <param name="problem">Why it is none, in words that hold nothing of the text; empty where it is.</param>
    public static WrittenRequest? Read(string text, string scheme, out string problem)
    {
        string trimmed = text.TrimStart();
        return CurlCommand.IsOne(trimmed) ? CurlCommand.Read(trimmed.TrimEnd(), out problem) : ReadMessage(trimmed, scheme, out problem);
    }

    /// <summary>A header line; null if it is none.</summary>
    public static HeaderField? Header(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? new HeaderField(ToBytes(line[..colon].Trim()), ToBytes(line[(colon + 1)..].Trim())) : null;
    }

    private static WrittenRequest? ReadMessage(string text, string scheme, out string problem)
    {
        string message = text.ReplaceLineEndings("\n");
        int end = message.IndexOf("\n\n", StringComparison.Ordinal);
        string[] head = (end < 0 ? message : message[..end]).TrimEnd().Split('\n');
        string body = end < 0 ? "" : message[(end + 2)..];
        if (FirstLine(head[0], scheme) is not var (method, url))
        {
            problem = "The first line is none of a request: METHOD, then a path or a URL. A line of curl begins with curl.";
            return null;
        }

        var headers = head.Skip(1).Select(Header).ToList();
        int wrong = headers.FindIndex(header => header is null);
        if (wrong >= 0)
        {
            problem = $"Line {wrong + 2} is no header: NAME: VALUE is expected. Before the body comes an empty line.";
            return null;
        }

        problem = "";
        return new WrittenRequest(method, url, [.. headers.Select(header => header!.Value)]) { Body = Encoding.UTF8.GetBytes(body) };
    }

    private static (string Method, RequestUrl Url)? FirstLine(string line, string scheme)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (method, target) = words switch
        {
            [var alone] => ("GET", alone),
            [var verb, var address] => (verb, address),
            [var verb, var address, var version] when version.StartsWith("HTTP/", StringComparison.Ordinal) => (verb, address),
            _ => ("", ""),
        };
        return RequestUrl.Parse(target) is { } url ? (ToBytes(method), target.StartsWith('/') ? url with { Scheme = scheme } : url) : null;
    }

    /// <summary>Beyond ASCII, a client sends UTF-8.</summary>
    private static string ToBytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
