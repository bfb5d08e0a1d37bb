using System.Net;

namespace LlmPolicy.Gateway;

/// <summary>A request's content that begins with its first byte, not with a flush.</summary>
internal sealed class PresentBody : HttpContent
{
    private readonly HttpContent _body;

    public PresentBody(HttpContent body)
    {
        _body = body;
        foreach ((string name, var values) in body.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _body.CopyToAsync(new UnflushedStream(stream), context, cancellationToken);

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
