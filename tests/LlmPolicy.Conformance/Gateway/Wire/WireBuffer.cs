namespace LlmPolicy.Conformance.Gateway.Wire;

/// <summary>Bytes of a connection that have come and are not yet read.</summary>
/// <param name="receive">Brings more; 0 at the end. That none come any more it says with an <see cref="OperationCanceledException"/>.</param>
internal sealed class WireBuffer(Func<Memory<byte>, ValueTask<int>> receive)
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    public int Count => _end - _start;

    public void Skip(int count) => _start += count;

    /// <summary>Waits for more bytes; null when some came, else how it ended.</summary>
    public async Task<WireEnd?> FillAsync()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_end == _bytes.Length)
        {
            MakeRoom();
        }

        try
        {
            int count = await receive(_bytes.AsMemory(_end));
            _end += count;
            return count > 0 ? null : WireEnd.Closed;
        }
        catch (OperationCanceledException)
        {
            return WireEnd.Open;
        }
        catch (IOException)
        {
            return WireEnd.Reset;
        }
    }

    /// <summary>Waits until so many bytes are there.</summary>
    public async Task<WireEnd?> FillToAsync(int count)
    {
        while (Count < count)
        {
            if (await FillAsync() is { } end)
            {
                return end;
            }
        }

        return null;
    }

    private void MakeRoom()
    {
        byte[] room = _start > _bytes.Length / 2 ? _bytes : new byte[_bytes.Length * 2];
        Unread.CopyTo(room);
        (_bytes, _start, _end) = (room, 0, Count);
    }
}
