using System.Net;

namespace LlmPolicy.Outgoing;

/// <summary>The body of a call as the app made it, under headers of its own: those that the app set stay as they are.</summary>
internal sealed class SentContent(HttpContent body) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.CopyToAsync(stream, context);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => body.CopyToAsync(stream, context, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = body.Headers.ContentLength ?? 0;
        return body.Headers.ContentLength is not null;
    }
}
