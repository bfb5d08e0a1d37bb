using System.Globalization;
using System.Text;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Gateway.Wire;

/// <summary>A recorded request as it was sent: byte by byte, with <c>Connection: close</c>, or as it is given raw.</summary>
internal static class Http1Pieces
{
    private const int PieceLength = 16 * 1024;

    public static IEnumerable<WirePiece> Of(CaseRequest request) => request.Raw ?? Text(request);

    private static IEnumerable<WirePiece> Text(CaseRequest request)
    {
        string body = WireText.FromText(request.Body ?? "");
        string head = WireText.FromText(Head(request, body.Length));
        if (!request.Chunked && body.Length < PieceLength)
        {
            yield return WirePiece.Of(head + body);
            yield break;
        }

        yield return WirePiece.Of(head);
        for (int start = 0; start < body.Length; start += PieceLength)
        {
            string piece = body[start..Math.Min(start + PieceLength, body.Length)];
            yield return WirePiece.Of(request.Chunked ? $"{piece.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n{piece}\r\n" : piece);
        }

        if (request.Chunked)
        {
            yield return WirePiece.Of("0\r\n\r\n");
        }
    }

    private static string Head(CaseRequest request, int length)
    {
        StringBuilder text = new($"{request.Method} {request.Target} HTTP/1.1\r\n");
        foreach (IReadOnlyList<string> header in request.Headers)
        {
            text.Append($"{header[0]}: {header[1]}\r\n");
        }

        if (request.Body is not null)
        {
            text.Append(request.Chunked ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {length}\r\n");
        }

        return text.Append("Connection: close\r\n\r\n").ToString();
    }
}
