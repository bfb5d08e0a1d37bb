using System.Runtime.CompilerServices;

namespace LlmPolicy.Connections;

/// <summary>
/// A connection to an upstream on which a request is sent once. .NET's pool repeats a request without a body, three times, when a connection
/// ends without an answer, though the upstream may have carried it out. It does so only where it finds the end itself; so the end is told as a
/// failure. A connection that ended before the request was written is still the pool's to replace.
/// </summary>
internal sealed class SentOnceStream(Stream inner) : Stream
{
    private const int NoRead = 0, ReadUnderWay = 1, ReadTaken = 2;

    private readonly AnswerReader _answers = new(inner);
    private volatile bool _unanswered;
    private UpstreamExchange? _exchange;
    private EarlyAnswer? _early;
    private TaskCompletionSource<byte[]>? _found;
    private Task _waiting = Task.CompletedTask;
    private int _read;

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
        buffer.IsEmpty && _early is null or { IsPassed: true } ? WaitForData(cancellationToken) : ReadAnswerAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        UpstreamExchange? exchange = UpstreamExchange.Current;
        bool begins = _answers.Sends(buffer.Span);
        if (exchange is null ? begins : exchange != _exchange)
        {
            Begin(exchange);
        }
        else if (exchange?.Upload is not null)
        {
            return _early is { } early ? early.WriteAsync(buffer, cancellationToken) : inner.WriteAsync(buffer, cancellationToken);
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
        _early?.Dispose();
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _early?.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Begin(UpstreamExchange? exchange)
    {
        exchange?.Begin();
        _early?.Dispose();
        (_exchange, _early, _unanswered) = (exchange, null, true);
        if (exchange?.Upload is not null)
        {
            _found = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            _early = new EarlyAnswer(inner, _answers, exchange, _found.Task);
            // The pool may read already, to see whether the connection is still good: what that finds is looked at before it is given.
            if (Interlocked.CompareExchange(ref _read, ReadTaken, ReadUnderWay) != ReadUnderWay)
            {
                _ = LetLookAsync(_waiting, _found);
            }
        }
    }

    private static async Task LetLookAsync(Task waiting, TaskCompletionSource<byte[]> found)
    {
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        found.SetResult([]);
    }

    /// <summary>Waits for data, and takes none. Streams of TLS bear no second read beside it.</summary>
    private ValueTask<int> WaitForData(CancellationToken cancellationToken)
    {
        ValueTask<int> waiting = _answers.ReadAsync(Memory<byte>.Empty, cancellationToken);
        if (waiting.IsCompleted)
        {
            return waiting;
        }

        Task<int> task = waiting.AsTask();
        _waiting = task;
        return new ValueTask<int>(task);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAnswerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count = 0;
        bool isTaken = false;
        try
        {
            Volatile.Write(ref _read, ReadUnderWay);
            try
            {
                count = _early is { } early
                    ? await early.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)
                    : await _answers.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                isTaken = Interlocked.Exchange(ref _read, NoRead) == ReadTaken;
                if (isTaken)
                {
                    _found!.SetResult(buffer[..count].ToArray());
                }
            }

            count = isTaken ? await _early!.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) : count;
        }
        catch (IOException e) when (_unanswered)
        {
            throw new UnansweredException(e);
        }

        if (count == 0 && _unanswered && !buffer.IsEmpty)
        {
            throw new UnansweredException(null);
        }

        if (_unanswered && count > 0)
        {
            var (interim, _) = AnswerHead.FinalIn(buffer.Span[..count]);
            // An informational answer is none yet.
            _unanswered = interim == count;
            if (interim > 0)
            {
                _exchange?.Interim();
            }
        }

        return count;
    }
}
