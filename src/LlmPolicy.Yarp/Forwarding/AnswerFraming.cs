using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Gateway;

/// <summary>Answers that HTTP does not allow, or that can't be given to a client as they are.</summary>
internal static class AnswerFraming
{
    /// <summary>Whether an answer breaks the protocol: its status forbids what comes with it (RFC 9110, 15.2.2, 15.3.5, 15.3.6).</summary>
    /// <param name="answer">The upstream's answer.</param>
    /// <param name="asksForUpgrade">Whether the request asked to go on in another protocol.</param>
    /// <param name="cancellationToken">Cancelled when the request is.</param>
    public static ValueTask<bool> IsBrokenAsync(HttpResponseMessage answer, bool asksForUpgrade, CancellationToken cancellationToken) => (int)answer.StatusCode switch
    {
        StatusCodes.Status101SwitchingProtocols => new(!asksForUpgrade),
        StatusCodes.Status204NoContent => new(answer.Content.Headers.ContentLength > 0 || answer.Headers.TransferEncodingChunked is true),
        StatusCodes.Status205ResetContent => HasBodyAsync(answer, cancellationToken),
        _ => new(false),
    };

    /// <summary>Kestrel takes no other length with a status that has no body, to HEAD either.</summary>
    public static void SetLength(HttpResponse response)
    {
        if (response.StatusCode == StatusCodes.Status205ResetContent)
        {
            response.ContentLength = 0;
        }
    }

    private static async ValueTask<bool> HasBodyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await body.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0;
    }
}
