using System.Buffers.Binary;
using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Writes messages of AWS's event stream.</summary>
internal static class AwsMessage
{
    /// <summary>An event as Bedrock's ConverseStream sends it.</summary>
    public static byte[] Event(string type, string payload) => Of([(":event-type", type), (":content-type", "application/json"), (":message-type", "event")], payload);

    /// <summary>A chunk as Bedrock's InvokeModelWithResponseStream sends it.</summary>
    public static byte[] Chunk(string document) => Event("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(document))}}","p":"abcd"}""");

    public static byte[] Of((string Name, string Value)[] headers, string payload)
    {
        byte[] headerBytes = [.. headers.SelectMany(h => (byte[])[(byte)h.Name.Length, .. Encoding.UTF8.GetBytes(h.Name), 7, 0, (byte)h.Value.Length, .. Encoding.UTF8.GetBytes(h.Value)])];
        byte[] body = Encoding.UTF8.GetBytes(payload);
        byte[] prelude = [.. Number((uint)(16 + headerBytes.Length + body.Length)), .. Number((uint)headerBytes.Length)];
        byte[] message = [.. prelude, .. Number(Crc(prelude)), .. headerBytes, .. body];
        return [.. message, .. Number(Crc(message))];
    }

    private static byte[] Number(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>CRC-32 as a division of polynomials, bit by bit.</summary>
    private static uint Crc(byte[] bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte next in bytes)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool isOdd = ((crc ^ ((uint)next >> bit)) & 1) != 0;
                crc = isOdd ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
