namespace LlmPolicy.Gateway;

/// <summary>A request body that is kept while it is sent, so that it can be sent again; a long one can't.</summary>
internal sealed class ReplayableBody(Stream body) : BodyStream
{
    /// <summary>What is kept at the most, as by Envoy.</summary>
    public const int Limit = 1024 * 1024;

    private readonly MemoryStream _kept = new();

    /// <summary>Whether all that was read is kept.</summary>
    public bool CanReplay { get; private set; } = true;

    /// <summary>Begins again: with what was kept, then with what was not yet read.</summary>
    public void Rewind() => _kept.Position = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_kept.Position < _kept.Length)
        {
            return _kept.Read(buffer.Span);
        }

        int count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        CanReplay &= _kept.Length + count <= Limit;
        if (CanReplay)
        {
            _kept.Write(buffer.Span[..count]);
        }

        return count;
    }

    /// <summary>Keeps the rest. Whether all of it could be kept.</summary>
    public async ValueTask<bool> KeepRestAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        _kept.Position = _kept.Length;
        try
        {
            while (CanReplay && await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
            {
            }

            return CanReplay;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone, or its body is still being read for the try before.
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _kept.Dispose();
        base.Dispose(disposing);
    }
}
