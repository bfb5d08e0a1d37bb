using System.Buffers;
using System.IO.Compression;

namespace LlmPolicy.Usage;

/// <summary>Brotli (RFC 7932), decoded as it comes.</summary>
internal sealed class BrotliBytes(AnswerReader next) : AnswerReader, IDisposable
{
    private readonly byte[] _decoded = new byte[2048];
    private BrotliDecoder _decoder;
    private bool _isOver;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!_isOver)
        {
            var status = _decoder.Decompress(bytes, _decoded, out int read, out int written);
            next.Write(_decoded.AsSpan(0, written));
            bytes = bytes[read..];
            if (status == OperationStatus.NeedMoreData)
            {
                return;
            }

            _isOver = status != OperationStatus.DestinationTooSmall;
        }
    }

    public override void Complete() => next.Complete();

    public void Dispose() => _decoder.Dispose();
}
