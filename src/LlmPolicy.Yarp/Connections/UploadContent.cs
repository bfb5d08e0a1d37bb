using System.Net;

namespace LlmPolicy.Gateway;

/// <summary>A request's content that is written through another stream.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly HttpContent _body;
    private readonly Func<Stream, Stream> _open;

    public UploadContent(HttpContent body, Func<Stream, Stream> open)
    {
        (_body, _open) = (body, open);
        foreach ((string name, var values) in body.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _body.CopyToAsync(_open(stream), context, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _body.Dispose();
        base.Dispose(disposing);
    }
}
