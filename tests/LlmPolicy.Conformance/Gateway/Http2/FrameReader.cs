using System.Buffers.Binary;
using System.Text;
using LlmPolicy.Conformance.Gateway.Wire;

namespace LlmPolicy.Conformance.Gateway.Http2;

internal sealed class FrameReader(WireBuffer bytes)
{
    /// <summary>How the bytes ended; null while they go on.</summary>
    public WireEnd? End { get; private set; }

    /// <summary>The next frame; null if the bytes ended first.</summary>
    public async Task<Frame?> ReadAsync()
    {
        if ((End = await bytes.FillToAsync(Frame.HeadLength)) is not null)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(bytes.Unread) >>> 8;
        if ((End = await bytes.FillToAsync(Frame.HeadLength + length)) is not null)
        {
            return null;
        }

        ReadOnlySpan<byte> frame = bytes.Unread[..(Frame.HeadLength + length)];
        Frame read = new(
            (FrameType)frame[3], frame[4], BinaryPrimitives.ReadInt32BigEndian(frame[5..]) & int.MaxValue, Encoding.Latin1.GetString(frame[Frame.HeadLength..]));
        bytes.Skip(Frame.HeadLength + length);
        return read;
    }
}
