using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Gateway;

/// <summary>Sends an answer's head to the client at once where its body is yet to come; a body that is there goes with the head, in one write.</summary>
internal static class AnswerStart
{
    public static async ValueTask SendAsync(HttpResponse response, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        // Waits for data, and takes none.
        ValueTask<int> first = body.ReadAsync(Memory<byte>.Empty, cancellationToken);
        if (first.IsCompletedSuccessfully)
        {
            await first.ConfigureAwait(false);
            return;
        }

        answer.Content = new MaskedContent(answer.Content, inner => new AwaitedStream(inner, first.AsTask()));
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A body of which a read is under way.</summary>
    private sealed class AwaitedStream(Stream body, Task<int> first) : BodyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!first.IsCompletedSuccessfully)
            {
                await first.ConfigureAwait(false);
            }

            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                body.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
