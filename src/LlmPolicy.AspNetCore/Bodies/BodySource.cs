using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace LlmPolicy.Bodies;

/// <summary>
/// Where a request's body comes from. It is read by the server's reader alone, which can tell what has arrived without waiting: on servers where that is made of the
/// stream, it may hold bytes that the stream no longer has.
/// </summary>
internal sealed class BodySource(PipeReader reader, long? length, RequestEnd end)
{
    private long _taken;

    /// <summary>How many bytes were taken so far.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Takes what is there, and waits where nothing is. 0: the end, or no room to take anything into.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> TakeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadAsync(cancellationToken).ConfigureAwait(false);
            int count = (int)Math.Min(read.Buffer.Length, buffer.Length);
            bool isLast = read.IsCompleted && count == read.Buffer.Length;
            var taken = read.Buffer.Slice(0, count);
            taken.CopyTo(buffer.Span);
            reader.AdvanceTo(taken.End);
            if (read.IsCanceled)
            {
                throw new OperationCanceledException("The read was cancelled.");
            }

            Volatile.Write(ref _taken, _taken + count);
            if (isLast || _taken == length)
            {
                end.Reach();
            }

            if (count > 0 || buffer.IsEmpty || isLast)
            {
                return count;
            }
        }
    }

    /// <summary>How many bytes are there and were not taken.</summary>
    public long CountArrived()
    {
        if (!reader.TryRead(out var read))
        {
            return 0;
        }

        long arrived = read.Buffer.Length;
        reader.AdvanceTo(read.Buffer.Start);
        return arrived;
    }

    /// <summary>Looks at what is there, and takes nothing. Throws what the server finds to be broken in it; a client that waits for 100 (Continue) gets it.</summary>
    public async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        var reading = reader.ReadAsync(cancellationToken);
        if (!reading.IsCompleted)
        {
            reader.CancelPendingRead();
        }

        var read = await reading.ConfigureAwait(false);
        reader.AdvanceTo(read.Buffer.Start);
    }

    /// <summary>Ends a wait.</summary>
    public void Cancel() => reader.CancelPendingRead();

    /// <summary>A client that is gone is told as by the server's stream.</summary>
    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectionAbortedException e)
        {
            throw new TaskCanceledException("The request was aborted.", e);
        }
    }
}
