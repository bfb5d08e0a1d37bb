using System.IO.Compression;

namespace LlmPolicy.Usage;

/// <summary>
/// Gzip (RFC 1952) and deflate, with zlib's frame (RFC 1950) or, as some servers send it, without, decoded as it comes. .NET's streams pull: they get what there is,
/// and then nothing, which they take for the end of this read and not of the stream.
/// </summary>
internal sealed class InflatedBytes(string coding, AnswerReader next) : AnswerReader, IDisposable
{
    private readonly Fed _fed = new();
    private readonly byte[] _decoded = new byte[2048];
    private Stream? _inflating;
    private bool _isOver;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_isOver)
        {
            _inflating ??= Open(bytes[0]);
            bytes = bytes[_fed.Feed(bytes)..];
            try
            {
                while (_inflating.Read(_decoded) is > 0 and var length)
                {
                    next.Write(_decoded.AsSpan(0, length));
                }
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                // zlib's other refusals, such as a dictionary that nobody agreed on, are an IOException.
                _isOver = true;
            }
        }
    }

    public override void Complete() => next.Complete();

    public void Dispose()
    {
        _inflating?.Dispose();
        _fed.Dispose();
    }

    private Stream Open(byte first) => coding switch
    {
        "deflate" when (first & 0xF) == 8 => new ZLibStream(_fed, CompressionMode.Decompress),
        "deflate" => new DeflateStream(_fed, CompressionMode.Decompress),
        _ => new GZipStream(_fed, CompressionMode.Decompress),
    };

    /// <summary>A stream of what was fed to it last.</summary>
    private sealed class Fed : Stream
    {
        private readonly byte[] _bytes = new byte[2048];
        private int _start;
        private int _end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>Takes what fits. What it had before must have been read.</summary>
        public int Feed(ReadOnlySpan<byte> bytes)
        {
            _start = 0;
            _end = Math.Min(bytes.Length, _bytes.Length);
            bytes[.._end].CopyTo(_bytes);
            return _end;
        }

        public override int Read(Span<byte> buffer)
        {
            int length = Math.Min(buffer.Length, _end - _start);
            _bytes.AsSpan(_start, length).CopyTo(buffer);
            _start += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
