using LlmPolicy.Bodies;
using LlmPolicy.Metering;

namespace LlmPolicy.Outgoing;

/// <summary>The body of an answer as the app reads it.</summary>
/// <param name="inner">The body as it comes.</param>
/// <param name="stages">Those who see it, and may change it.</param>
/// <param name="length">Its length, where that is known and stays; else null.</param>
/// <param name="content">Whose it is.</param>
/// <param name="bound">How long it may take.</param>
internal sealed class GivenStream(Stream inner, ResponseStages stages, long? length, GivenContent content, CallBound bound) : BodyStream
{
    private const int Room = 8 * 1024;

    private readonly byte[] _room = stages.Change ? new byte[Room] : [];
    private readonly StreamEnd _end = new();
    private ReadOnlyMemory<byte> _ready;
    private long _passed;
    private bool _isEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_ready.IsEmpty && !_isEnded && !buffer.IsEmpty)
        {
            var into = stages.Change ? _room : buffer;
            int count;
            using var either = bound.With(cancellationToken);
            try
            {
                count = await inner.ReadAsync(into, either?.Token ?? cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                throw Broke(e, cancellationToken);
            }

            if (Pass(into[..count]) > 0 && !stages.Change)
            {
                return count;
            }
        }

        return Give(buffer.Span);
    }

    public override int Read(Span<byte> buffer)
    {
        while (_ready.IsEmpty && !_isEnded && !buffer.IsEmpty)
        {
            byte[] into = stages.Change ? _room : new byte[buffer.Length];
            int count;
            try
            {
                count = inner.Read(into);
            }
            catch (Exception e)
            {
                throw Broke(e, CancellationToken.None);
            }

            if (Pass(into.AsMemory(0, count)) > 0 && !stages.Change)
            {
                into.AsSpan(0, count).CopyTo(buffer);
                return count;
            }
        }

        return Give(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            if (_end.IsSaid)
            {
                End();
            }

            content.End(RequestEnding.ClientLeft);
        }

        base.Dispose(disposing);
    }

    /// <summary>Shows the next bytes to all; returns how many they were.</summary>
    private int Pass(Memory<byte> came)
    {
        if (came.IsEmpty)
        {
            _ready = End();
            return 0;
        }

        _passed += came.Length;
        _end.Read(came.Span);
        var passed = stages.Pass(came);
        if (stages.Change)
        {
            _ready = passed;
        }
        else if (_passed == length)
        {
            End();
        }

        return came.Length;
    }

    private ReadOnlyMemory<byte> End()
    {
        if (_isEnded)
        {
            return default;
        }

        _isEnded = true;
        var last = stages.End();
        content.End(RequestEnding.Whole);
        return last;
    }

    private int Give(Span<byte> buffer)
    {
        int count = Math.Min(_ready.Length, buffer.Length);
        _ready.Span[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    private Exception Broke(Exception cause, CancellationToken cancellationToken)
    {
        content.End(cancellationToken.IsCancellationRequested ? RequestEnding.ClientLeft : RequestEnding.Broken);
        return bound.IsOver && !cancellationToken.IsCancellationRequested ? new IOException(CallBound.Words, new TimeoutException()) : cause;
    }
}
