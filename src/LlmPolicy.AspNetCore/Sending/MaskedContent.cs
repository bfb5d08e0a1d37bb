using System.Net;

namespace LlmPolicy.Sending;

/// <summary>The content of an answer, read through another stream.</summary>
internal sealed class MaskedContent(HttpContent inner, Func<Stream, Stream> mask) : HttpContent
{
    protected override async Task<Stream> CreateContentReadStreamAsync() => mask(await inner.ReadAsStreamAsync().ConfigureAwait(false));

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        mask(await inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Stream masked = await CreateContentReadStreamAsync().ConfigureAwait(false);
        await masked.CopyToAsync(stream).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
