using System.Buffers.Binary;
using System.Text;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>HTTP/2 by hand (RFC 9113, 4 and 6; RFC 7541, 6.2.2): no client library opens more streams than it may.</summary>
internal static class Http2Frames
{
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte EndStreamAndHeaders = 5;

    /// <summary>What a connection begins with.</summary>
    public static byte[] Preface => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, [])];

    /// <summary>A request without a body.</summary>
    public static byte[] Get(int stream, string authority, string path, params (string Name, string Value)[] headers) => Frame(
        Headers,
        EndStreamAndHeaders,
        stream,
        [
            .. headers.Prepend((":path", path)).Prepend((":authority", authority)).Prepend((":scheme", "http")).Prepend((":method", "GET"))
                .SelectMany(field => (byte[])[0, .. Literal(field.Item1), .. Literal(field.Item2)]),
        ]);

    /// <summary>Waits until so many streams were reset.</summary>
    public static async Task<int> ResetsAsync(Stream client, int count, CancellationToken cancellationToken)
    {
        byte[] head = new byte[9];
        int resets = 0;
        while (resets < count)
        {
            await client.ReadExactlyAsync(head, cancellationToken);
            await client.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]], cancellationToken);
            resets += head[3] == Reset ? 1 : 0;
        }

        return resets;
    }

    private static byte[] Literal(string text)
    {
        List<byte> length = [(byte)Math.Min(text.Length, 127)];
        for (int rest = text.Length - 127; rest >= 0; rest = rest < 128 ? -1 : rest >> 7)
        {
            length.Add((byte)(rest < 128 ? rest : (rest & 127) | 128));
        }

        return [.. length, .. Encoding.ASCII.GetBytes(text)];
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 0, .. payload];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        return frame;
    }
}
