using System.Buffers.Binary;
using System.Text;

namespace LlmPolicy.Conformance.Gateway.Http2;

/// <summary>A frame (RFC 9113, 4.1). Its payload is text, a char a byte.</summary>
internal sealed record Frame(FrameType Type, byte Flags, int Stream, string Payload)
{
    public const int HeadLength = 9;

    /// <summary>As long as no other length is agreed on (RFC 9113, 4.2).</summary>
    public const int LongestPayload = 16 * 1024;

    public const byte EndStream = 0x1;
    public const byte Ack = 0x1;
    public const byte EndHeaders = 0x4;
    private const byte Padded = 0x8;
    private const byte Priority = 0x20;

    public bool Has(byte flag) => (Flags & flag) != 0;

    /// <summary>The payload without padding and priority.</summary>
    public string Content
    {
        get
        {
            string content = Has(Padded) && Type is FrameType.Data or FrameType.Headers ? Payload[1..^Payload[0]] : Payload;
            return Type == FrameType.Headers && Has(Priority) ? content[5..] : content;
        }
    }

    /// <summary>The code of a RST_STREAM, or of a GOAWAY.</summary>
    public uint ErrorCode => BinaryPrimitives.ReadUInt32BigEndian(Encoding.Latin1.GetBytes(Payload).AsSpan(Type == FrameType.GoAway ? 4 : 0));

    public string ToBytes()
    {
        Span<byte> head = stackalloc byte[HeadLength];
        BinaryPrimitives.WriteInt32BigEndian(head, Payload.Length << 8);
        head[3] = (byte)Type;
        head[4] = Flags;
        BinaryPrimitives.WriteInt32BigEndian(head[5..], Stream);
        return Encoding.Latin1.GetString(head) + Payload;
    }
}

/// <summary>RFC 9113, 6.</summary>
internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    ResetStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}
