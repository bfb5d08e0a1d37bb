namespace LlmPolicy.Gateway;

/// <summary>A request body that tells when it has been read to its end.</summary>
internal sealed class WatchedBody(Stream body, RequestEnd end) : BodyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count == 0 && buffer.Length > 0)
        {
            end.Reach();
        }

        return count;
    }
}
