using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LlmPolicy.Connections;

/// <summary>
/// Reads a connection's answers for .NET's client as Envoy's codec would: heads whole and checked, chunks followed, a reset as the end of a body that ends with the connection.
/// </summary>
internal sealed class AnswerReader(Stream connection)
{
    /// <summary>What is taken of a head.</summary>
    public const int LongestHeadKilobytes = 80;

    private const int FirstBuffer = 4 * 1024;

    private byte[] _came = [];
    private int _count;
    private ReadOnlyMemory<byte> _checked;
    private bool _inHead = true;
    private AnswerBody _body;
    private ChunkFraming? _chunks;
    private bool _refused;
    private volatile bool _isAsked;
    private volatile bool _isForHead;

    /// <summary>Whether something was read and not yet given.</summary>
    public bool HasPending => !_checked.IsEmpty || _refused;

    /// <summary>Something is about to be sent. Whether a request begins with it: the answer to the one before has come whole.</summary>
    public bool Sends(ReadOnlySpan<byte> bytes)
    {
        if (_isAsked)
        {
            return false;
        }

        // Answered without a body.
        _isForHead = bytes.StartsWith("HEAD "u8);
        return _isAsked = true;
    }

    /// <summary>Reads on. With an empty buffer it waits for data, and takes none.</summary>
    /// <exception cref="AnswerRefusedException">What comes is no sound HTTP.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        buffer.IsEmpty ? HasPending ? new ValueTask<int>(0) : connection.ReadAsync(buffer, cancellationToken)
        : !_inHead && !HasPending && _body.Kind == AnswerBodyKind.Tunnel ? connection.ReadAsync(buffer, cancellationToken)
        : ReadCheckedAsync(buffer, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadCheckedAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_inHead && !HasPending)
        {
            await ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!_checked.IsEmpty)
        {
            int given = Math.Min(buffer.Length, _checked.Length);
            _checked[..given].CopyTo(buffer);
            _checked = _checked[given..];
            return given;
        }

        if (_inHead || _refused)
        {
            return _refused ? throw new AnswerRefusedException() : 0;
        }

        int count = await ReadBodyAsync(buffer, cancellationToken).ConfigureAwait(false);
        int sound = Follow(buffer.Span[..count]);
        return _refused && sound == 0 ? throw new AnswerRefusedException() : sound;
    }

    private async ValueTask<int> ReadBodyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (_body.Kind == AnswerBodyKind.UntilClose && e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return 0;
        }
    }

    /// <summary>Reads until a head has come whole, an informational one too, and has it and what came behind it ready. What ends before is the client's to judge.</summary>
    private async ValueTask ReadHeadAsync(CancellationToken cancellationToken)
    {
        int read = 1;
        while (!TryTakeHead() && read > 0 && !_refused)
        {
            if (_count == _came.Length)
            {
                Array.Resize(ref _came, Math.Max(FirstBuffer, 2 * _came.Length));
            }

            read = await connection.ReadAsync(_came.AsMemory(_count), cancellationToken).ConfigureAwait(false);
            _count += read;
        }

        if (!HasPending)
        {
            ReadOnlyMemory<byte> came = _came.AsMemory(0, _count);
            int line = came.Span.IndexOf((byte)'\n');
            // Of a line that is no status the client's exception would show the text.
            _refused = line >= 0 && !AnswerHead.IsStatusLine(came.Span[..line].TrimEnd((byte)'\r'));
            _checked = _refused ? default : came;
            _count = 0;
        }
    }

    private bool TryTakeHead()
    {
        int length = AnswerLines.LengthIn(_came.AsSpan(0, _count));
        if (length == 0)
        {
            _refused = _count > LongestHeadKilobytes * 1024;
            return false;
        }

        try
        {
            ReadOnlyMemory<byte> head = AnswerLines.Read(_came.AsMemory(0, length), out AnswerBody framed);
            Take(head, length, framed, AnswerHead.StatusOf(head.Span));
        }
        catch (AnswerRefusedException)
        {
            _refused = true;
        }

        return true;
    }

    private void Take(ReadOnlyMemory<byte> head, int length, AnswerBody framed, int status)
    {
        ReadOnlySpan<byte> behind = _came.AsSpan(length, _count - length);
        if (status is >= 100 and < 200 and not 101)
        {
            _checked = head.ToArray();
            behind.CopyTo(_came);
            _count = behind.Length;
            return;
        }

        _inHead = false;
        _body = status == 101 ? new(AnswerBodyKind.Tunnel) : _isForHead || status is 204 or 304 ? AnswerBody.None : framed;
        _chunks = _body.Kind == AnswerBodyKind.Chunked ? new ChunkFraming() : null;
        int sound = Follow(behind);
        // Nothing is read into it before all of it was given.
        _checked = head.Span.Overlaps(_came) ? _came.AsMemory(0, length + sound) : (byte[])[.. head.Span, .. behind[..sound]];
        _count = 0;
    }

    /// <summary>Follows a body. How much of what came of it may be given.</summary>
    private int Follow(ReadOnlySpan<byte> came)
    {
        int sound = _chunks?.Follow(came) ?? came.Length;
        _refused = sound < came.Length;
        _body = _body with { Length = _body.Length - sound };
        _inHead = _chunks?.IsOver ?? (_body is { Kind: AnswerBodyKind.Length, Length: <= 0 });
        _isAsked = !_inHead;
        return sound;
    }
}
