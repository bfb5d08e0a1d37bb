using System.Runtime.CompilerServices;

namespace LlmPolicy.Gateway;

/// <summary>
/// A connection to an upstream on which a request is sent once. .NET's pool repeats a request without a body, three times, when a connection
/// ends without an answer, though the upstream may have carried it out. It does so only where it finds the end itself; so the end is told as a
/// failure. A connection that ended before the request was written is still the pool's to replace.
/// </summary>
internal sealed class SentOnceStream(Stream inner) : Stream
{
    private volatile bool _unanswered;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        // Waits for data, and takes none.
        buffer.IsEmpty ? inner.ReadAsync(buffer, cancellationToken) : ReadAnswerAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsHead(buffer.Span))
        {
            _unanswered = true;
        }

        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAnswerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        try
        {
            count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (_unanswered)
        {
            throw new UnansweredException(e);
        }

        if (count == 0 && _unanswered)
        {
            throw new UnansweredException(null);
        }

        _unanswered = false;
        return count;
    }

    /// <summary>Whether a request's head is written and nothing behind it: a body that is under way is not sent again anyway.</summary>
    private static bool IsHead(ReadOnlySpan<byte> written)
    {
        int method = written.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        return method > 0 && written[method] is (byte)' ' or (byte)'-' && written.EndsWith("\r\n\r\n"u8);
    }
}
