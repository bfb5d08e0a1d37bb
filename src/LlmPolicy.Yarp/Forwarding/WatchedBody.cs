using System.IO.Pipelines;

namespace LlmPolicy.Gateway;

/// <summary>
/// A request body that tells when it has been read to its end, goes on upstream as it comes, and need not be waited for once the upstream has answered.
/// </summary>
internal sealed class WatchedBody(Stream body, PipeReader reader, long? length, RequestEnd end) : BodyStream
{
    private Stream? _upstream;
    private bool _unflushed;
    private volatile bool _stopped;
    private long _given;

    /// <summary>Whether the upstream answered before the body was there whole.</summary>
    public bool Stopped => _stopped;

    /// <summary>Where the body is written to. What was read is flushed before more is waited for.</summary>
    public Stream GoTo(Stream upstream) => _upstream = upstream;

    /// <summary>The rest is not sent. .NET's client still wants all the bytes that were announced: it gets zeros, and they go nowhere.</summary>
    /// <returns>False where all of it is on its way already.</returns>
    public bool Stop()
    {
        if (end.Reached || Volatile.Read(ref _given) == length)
        {
            return false;
        }

        _stopped = true;
        reader.CancelPendingRead();
        return true;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_stopped)
        {
            return Rest(buffer);
        }

        if (length > 0 && _given == length)
        {
            // It is whole, though the stream that it came on may still be open.
            return 0;
        }

        int count;
        try
        {
            ValueTask<int> reading = body.ReadAsync(buffer, cancellationToken);
            if (!reading.IsCompleted && _unflushed)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            count = await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopped)
        {
            return Rest(buffer);
        }

        Volatile.Write(ref _given, _given + count);
        if ((count == 0 && buffer.Length > 0) || _given == length)
        {
            end.Reach();
        }

        _unflushed |= count > 0 && _upstream is not null;
        return count;
    }

    private int Rest(Memory<byte> buffer)
    {
        int count = length is { } all ? (int)Math.Min(all - _given, buffer.Length) : 0;
        buffer.Span[..count].Clear();
        _given += count;
        return count;
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        _unflushed = false;
        try
        {
            await _upstream!.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Not the client's fault, as a failure here would be; and a read is under way. The next write meets it, too.
        }
    }
}
