using LlmPolicy.Bodies;
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
            answer.Content = new MaskedContent(answer.Content, inner => new FirstRead(inner, Task.CompletedTask, response));
            return;
        }

        answer.Content = new MaskedContent(answer.Content, inner => new FirstRead(inner, first.AsTask(), response));
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A body of which a read is under way. Where there is nothing of it to read, the head has gone before it is found to be broken.</summary>
    private sealed class FirstRead(Stream body, Task first, HttpResponse response) : BodyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!first.IsCompletedSuccessfully)
            {
                await first.ConfigureAwait(false);
            }

            try
            {
                return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException && !response.HasStarted)
            {
                await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
                throw;
            }
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
