using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Codec;

/// <summary>
/// HTTP/2 and HTTP/3 have no headers that speak of the connection (RFC 9113, 8.2.2), and one length. The one pair of <c>Connection: upgrade</c> and
/// <c>Upgrade</c> stands for an extended CONNECT, which is decided on as the GET that it means.
/// </summary>
internal static class Http2Codec
{
    private static readonly Refusal OfConnection = new(ReasonCodes.ConnectionHeader, 400, "Bad Request") { Finding = CodecFindings.Connection };
    private static readonly Refusal BadLength = new(ReasonCodes.Framing, 400, "Bad Request") { Finding = CodecFindings.Framing };

    public static Refusal? Check(IReadOnlyList<HeaderField> headers, out bool hasConnection)
    {
        int connections = 0;
        hasConnection = false;
        int upgrades = 0;
        string? length = null;
        for (int i = 0; i < headers.Count; i++)
        {
            (string name, string value) = headers[i];
            switch (name.Length)
            {
                case 2 when Is(name, "te") && !Is(value, "trailers"):
                case 10 when Is(name, "keep-alive"):
                case 16 when Is(name, "proxy-connection"):
                case 17 when Is(name, "transfer-encoding"):
                    return OfConnection;
                case 7 when Is(name, "upgrade"):
                    upgrades++;
                    break;
                case 10 when Is(name, "connection"):
                    hasConnection = true;
                    connections += Is(value, "upgrade") ? 1 : 2;
                    break;
                case 14 when Is(name, "content-length"):
                    if (!HeaderSyntax.IsLength(value) || (length is not null && length != value))
                    {
                        return BadLength;
                    }

                    length = value;
                    break;
                default:
                    break;
            }
        }

        return (upgrades, connections) is (0, 0) or (1, 1) ? null : OfConnection;
    }

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
