using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Gateway.Http2;

/// <summary>A recorded request as frames of stream 1, after the preface (RFC 9113, 3.4).</summary>
internal static class Http2Pieces
{
    public const int Stream = 1;

    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /// <summary>No table for headers, no push, 2^31-1 bytes of a body at once.</summary>
    private const string Settings = "\0\x1\0\0\0\0\0\x2\0\0\0\0\0\x4\x7f\xff\xff\xff";

    private const string Window = "\x7f\xff\0\0";

    public static IEnumerable<WirePiece> Of(Http2Request request)
    {
        string body = request.Body ?? "";
        bool ends = !request.Open && request.Trailers is null;
        List<Frame> frames =
        [
            new(FrameType.Settings, 0, 0, Settings), new(FrameType.WindowUpdate, 0, 0, Window),
            .. Headers(request.Headers, ends && body.Length == 0), .. Body(body, ends),
            .. request.Trailers is { } trailers ? Headers(trailers, !request.Open) : [],
        ];
        return [WirePiece.Of(Preface + string.Concat(frames.Select(frame => frame.ToBytes())))];
    }

    /// <summary>More of the body; the stream goes on.</summary>
    public static WirePiece More(string body) => WirePiece.Of(new Frame(FrameType.Data, 0, Stream, body).ToBytes());

    private static IEnumerable<Frame> Headers(IEnumerable<IReadOnlyList<string>> fields, bool end)
    {
        string[] parts = Split(HeaderBlock.Write(fields));
        return parts.Select((part, i) => new Frame(
            i == 0 ? FrameType.Headers : FrameType.Continuation,
            (byte)((i == parts.Length - 1 ? Frame.EndHeaders : 0) | (i == 0 && end ? Frame.EndStream : 0)),
            Stream,
            part));
    }

    private static IEnumerable<Frame> Body(string body, bool end)
    {
        string[] parts = body.Length == 0 ? [] : Split(body);
        return parts.Select((part, i) => new Frame(FrameType.Data, i == parts.Length - 1 && end ? Frame.EndStream : (byte)0, Stream, part));
    }

    private static string[] Split(string text) => text.Length == 0 ? [""] : [.. text.Chunk(Frame.LongestPayload).Select(part => new string(part))];
}
