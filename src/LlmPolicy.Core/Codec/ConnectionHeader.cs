using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Codec;

/// <summary>
/// The headers that <c>Connection</c> names are for the next hop alone (RFC 9110, 7.6.1): Envoy takes them off before anything looks at the request, and
/// refuses a request that names what has to stay, or too much. Of a request for another protocol it does neither.
/// </summary>
internal static class ConnectionHeader
{
    /// <summary>As many names, or empty places between commas with white space in them, are too many.</summary>
    private const int TooMany = 10;

    private const int LongestTe = 255;

    private static readonly Refusal BadName = new(ReasonCodes.ConnectionHeader, 400, "Bad Request") { Finding = CodecFindings.Connection };

    /// <summary>Envoy takes the Host off, too, and then has none.</summary>
    private static readonly Refusal NoHost = new(ReasonCodes.NoHost, 400, "") { Finding = CodecFindings.Connection };

    /// <summary>The change has no line of a manifest: the request itself asks for it.</summary>
    private static readonly SourcePosition OfRequest = new("(request)", 1, 1);

    public static Refusal? Check(IReadOnlyList<HeaderField> headers)
    {
        if (UpgradeRequest.Protocol(headers) is not null)
        {
            return null;
        }

        string[] tokens = Tokens(headers);
        string[] names = [.. tokens.Select(Trim)];
        return tokens.Length >= TooMany || names.Any(MustStay) ? BadName
            : names.Any(name => Is(name, "te") && new HeaderLines(headers, "te") is var te && te.MoveNext() && te.Current.Length > LongestTe) ? BadName
            : names.Any(name => Is(name, "host")) ? NoHost
            : null;
    }

    /// <summary>Takes the named headers off; the host repeats it on what it sends.</summary>
    public static void RemoveNamed(Exchange exchange)
    {
        if (UpgradeRequest.Protocol(exchange.Request.Headers) is not null)
        {
            return;
        }

        foreach (string name in Tokens(exchange.Request.Headers).Select(Trim).Where(IsTakenOff))
        {
            if (exchange.Headers.First(name) is { } value && !(Is(name, "te") && KeepsTrailers(value)))
            {
                exchange.Headers.Remove(HeaderChange.Remove(name, OfRequest));
            }
        }
    }

    private static string[] Tokens(IReadOnlyList<HeaderField> headers) =>
    [
        .. headers.Where(header => Is(header.Name, "connection")).SelectMany(header => header.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)),
    ];

    /// <summary>Without them a request would look as if it came from elsewhere, or went elsewhere.</summary>
    private static bool MustStay(string name) =>
        name.StartsWith(':') || Is(name, "x-forwarded-for") || Is(name, "x-forwarded-host") || Is(name, "x-forwarded-proto");

    /// <summary>The first are words about the connection; how long the body is, the next hop is told anew.</summary>
    private static bool IsTakenOff(string name) =>
        name.Length > 0 && !Is(name, "close") && !Is(name, "keep-alive") && !Is(name, "upgrade") && !Is(name, "http2-settings") && !Is(name, "connection")
        && !Is(name, "content-length") && !Is(name, "transfer-encoding");

    private static bool KeepsTrailers(string te) => te.Split(',').Any(coding => Is(Trim(coding.Split(';')[0]), "trailers"));

    private static string Trim(string token) => token.Trim(' ', '\t');

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
