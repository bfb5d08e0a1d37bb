using System.Buffers;
using System.IO.Pipelines;

namespace LlmPolicy.Bodies;

/// <summary>The writer by which an observed body is written: into the server's own memory where it goes out as it comes.</summary>
internal sealed class ResponseBodyWriter(ResponseBody body, PipeWriter inner) : PipeWriter
{
    private const int Room = 4 * 1024;

    private byte[] _own = [];
    private Memory<byte> _lent;
    private bool _lendsOwn;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        _lendsOwn = body.Changes;
        if (_lendsOwn && _own.Length < Math.Max(sizeHint, Room))
        {
            _own = new byte[Math.Max(sizeHint, Room)];
        }

        return _lent = _lendsOwn ? _own : inner.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        var passed = body.Pass(_lent[..bytes]);
        _lent = _lent[bytes..];
        if (_lendsOwn)
        {
            inner.Write(passed.Span);
        }
        else
        {
            inner.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(body.Pass(source), cancellationToken);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        body.Start();
        return inner.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        if (exception is null)
        {
            inner.Write(body.End().Span);
        }

        inner.Complete(exception);
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (exception is null)
        {
            await body.EndAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await inner.CompleteAsync(exception).ConfigureAwait(false);
    }
}
