using System.Net;
using LlmPolicy.Bodies;

namespace LlmPolicy.Outgoing;

/// <summary>The body of an answer on its way to the app, seen by those who want something of it. The call is over when it was read to its end, was left, or broke.</summary>
internal sealed class GivenContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly ResponseStages _stages;
    private readonly int _statusCode;
    private readonly OutgoingState _state;
    private readonly CallBound _bound;

    public GivenContent(HttpContent inner, ResponseStages stages, int statusCode, OutgoingState state, CallBound bound)
    {
        (_inner, _stages, _statusCode, _state, _bound) = (inner, stages, statusCode, state, bound);
        foreach (var header in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        if (stages.Change)
        {
            Headers.ContentLength = null;
        }
    }

    /// <summary>The call is over, and nothing bounds it any more: an app may never dispose an answer that it has read.</summary>
    public void End(RequestEnding ending)
    {
        _state.End(_statusCode, ending);
        _bound.Dispose();
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Wrap(_inner.ReadAsStream(cancellationToken));

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        Wrap(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        // A stream that was made knows how far it was read.
        base.Dispose(disposing);
        if (disposing)
        {
            _inner.Dispose();
            End(RequestEnding.ClientLeft);
        }
    }

    private GivenStream Wrap(Stream inner) => new(inner, _stages, _stages.Change ? null : _inner.Headers.ContentLength, this, _bound);
}
