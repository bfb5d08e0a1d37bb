using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Codec;

/// <summary>HTTP/1: how long a body is has one reading (RFC 9112, 6), and <c>Connection</c> names nothing that has to stay.</summary>
internal static class Http1Codec
{
    private static readonly Refusal BadFraming = new(ReasonCodes.Framing, 400, "Bad Request") { Finding = CodecFindings.Framing };
    private static readonly Refusal UnknownCoding = new(ReasonCodes.Framing, 501, "Not Implemented") { Finding = CodecFindings.Framing };

    public static Refusal? Check(IReadOnlyList<HeaderField> headers, out bool hasConnection)
    {
        int lengths = 0;
        bool isCoded = false;
        hasConnection = false;
        for (int i = 0; i < headers.Count; i++)
        {
            string name = headers[i].Name;
            switch (name.Length)
            {
                case 10:
                    hasConnection |= name.Equals("connection", StringComparison.OrdinalIgnoreCase);
                    break;
                case 14 when name.Equals("content-length", StringComparison.OrdinalIgnoreCase):
                    if (lengths++ > 0 || !HeaderSyntax.IsLength(headers[i].Value))
                    {
                        return BadFraming;
                    }

                    break;
                case 17:
                    isCoded |= name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase);
                    break;
                default:
                    break;
            }
        }

        return (isCoded ? CheckCoding(headers, lengths > 0) : null) ?? (hasConnection ? ConnectionHeader.Check(headers) : null);
    }

    private static Refusal? CheckCoding(IReadOnlyList<HeaderField> headers, bool hasLength)
    {
        if (hasLength)
        {
            return BadFraming;
        }

        int lines = 0;
        bool isChunked = false;
        foreach (var header in headers.Where(header => header.Name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase)))
        {
            isChunked = ++lines == 1 && header.Value.Equals("chunked", StringComparison.OrdinalIgnoreCase);
        }

        return isChunked ? null : UnknownCoding;
    }
}
