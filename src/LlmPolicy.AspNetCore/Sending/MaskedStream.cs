using LlmPolicy.Bodies;

namespace LlmPolicy.Sending;

/// <summary>
/// An answer's body with stars for each secret in its first 64 KiB, as long as it was. What is read is passed on at once, but for an end that may
/// be the beginning of a secret.
/// </summary>
internal sealed class MaskedStream(Stream inner, IReadOnlyList<byte[]> secrets, Action found) : BodyStream
{
    private const int Looked = 64 * 1024;
    private const int Chunk = 8 * 1024;

    // The same bytes as they came and as they go on: a secret may begin in what is masked already.
    private byte[] _came = [];
    private byte[] _goes = [];
    private int _count;
    private int _ready;
    private long _read;
    private bool _ended;
    private bool _found;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_ready == 0)
        {
            if (_ended)
            {
                return 0;
            }

            if (buffer.IsEmpty || (_read >= Looked && _count == 0))
            {
                return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        int given = Math.Min(buffer.Length, _ready);
        _goes.AsSpan(0, given).CopyTo(buffer.Span);
        (_count, _ready) = (_count - given, _ready - given);
        _came.AsSpan(given, _count).CopyTo(_came);
        _goes.AsSpan(given, _count).CopyTo(_goes);
        return given;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_came.Length < _count + Chunk)
        {
            Array.Resize(ref _came, _count + Chunk);
            Array.Resize(ref _goes, _count + Chunk);
        }

        int read = await inner.ReadAsync(_came.AsMemory(_count, Chunk), cancellationToken).ConfigureAwait(false);
        _came.AsSpan(_count, read).CopyTo(_goes.AsSpan(_count));
        _count += read;
        _read += read;
        _ended = read == 0;
        Mask();
        _ready = _ended || _read >= Looked ? _count : _count - Unfinished();
    }

    private void Mask()
    {
        foreach (byte[] secret in secrets)
        {
            int start = 0;
            for (int at; (at = _came.AsSpan(start, _count - start).IndexOf(secret)) >= 0; start += at + 1)
            {
                _goes.AsSpan(start + at, secret.Length).Fill((byte)'*');
                if (!_found)
                {
                    _found = true;
                    found();
                }
            }
        }
    }

    /// <summary>How many bytes at the end may be the beginning of a secret.</summary>
    private int Unfinished()
    {
        ReadOnlySpan<byte> all = _came.AsSpan(0, _count);
        int most = 0;
        foreach (byte[] secret in secrets)
        {
            for (int length = Math.Min(secret.Length - 1, _count); length > most; length--)
            {
                if (all[^length..].SequenceEqual(secret.AsSpan(0, length)))
                {
                    most = length;
                }
            }
        }

        return most;
    }
}
