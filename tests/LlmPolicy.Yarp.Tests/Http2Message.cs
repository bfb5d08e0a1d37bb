using System.Globalization;
using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>A request as HTTP/2 frames, byte for byte: no client library sends what some tests need (RFC 9113, 6; RFC 7541, 6.2.2: literals without indexing).</summary>
internal sealed record Http2Message(string Method, string Path, params (string Name, string Value)[] Headers)
{
    private const int MaxFrame = 16384;

    public string? Body { get; init; }

    public (string Name, string Value)[] Trailers { get; init; } = [];

    /// <summary>What a connection begins with: the preface, and settings that change nothing.</summary>
    public static byte[] Preface => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, 0, [])];

    public byte[] ToFrames(int stream)
    {
        bool ends = Body is null && Trailers.Length == 0;
        (string, string)[] block = [(":method", Method), (":scheme", "http"), (":authority", "gateway.example.com"), (":path", Path), .. Headers];
        return
        [
            .. Block(stream, block, ends),
            .. Body is null ? [] : Frame(0, Trailers.Length == 0 ? 1 : 0, stream, Encoding.ASCII.GetBytes(Body)),
            .. Trailers.Length == 0 ? [] : Block(stream, Trailers, true),
        ];
    }

    /// <summary>The answers' statuses by stream, once there are as many. An end of the connection fails.</summary>
    public static async Task<Dictionary<int, int>> StatusesAsync(Stream client, int count)
    {
        Dictionary<int, int> statuses = [];
        byte[] head = new byte[9];
        while (statuses.Count < count)
        {
            await client.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
            byte[] payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await client.ReadExactlyAsync(payload, TestContext.Current.CancellationToken);
            head[3].ShouldNotBe((byte)7, "The connection ends.");
            if (head[3] == 1)
            {
                // 200 is in the static table (RFC 7541, appendix A).
                statuses.TryAdd(head[8], payload[0] == 0x88 ? 200 : int.Parse(Encoding.ASCII.GetString(payload.AsSpan(2, 3)), CultureInfo.InvariantCulture));
            }
        }

        return statuses;
    }

    private static byte[] Block(int stream, (string Name, string Value)[] fields, bool ends)
    {
        byte[][] pieces = [.. fields.SelectMany(field => (byte[])[0, .. Text(field.Name), .. Text(field.Value)]).Chunk(MaxFrame)];
        return [.. pieces.SelectMany((piece, i) => Frame(i == 0 ? 1 : 9, (i == 0 && ends ? 1 : 0) | (i == pieces.Length - 1 ? 4 : 0), stream, piece))];
    }

    private static byte[] Text(string text)
    {
        List<byte> length = [(byte)Math.Min(text.Length, 127)];
        if (text.Length >= 127)
        {
            int rest = text.Length - 127;
            for (; rest >= 128; rest >>= 7)
            {
                length.Add((byte)((rest & 127) | 128));
            }

            length.Add((byte)rest);
        }

        return [.. length, .. Encoding.ASCII.GetBytes(text)];
    }

    private static byte[] Frame(int type, int flags, int stream, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, (byte)type, (byte)flags, 0, 0, 0, (byte)stream, .. payload];
}
