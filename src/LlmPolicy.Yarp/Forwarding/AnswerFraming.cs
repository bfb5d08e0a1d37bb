using System.Net.Http.Headers;
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
        < 100 => new(true),
        _ when HasOddCoding(answer) || answer.Headers.NonValidated.Any(HasNul) => new(true),
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

    /// <summary>Whether it has a coding beside a length, or another one than <c>chunked</c>: its end is a matter of opinion (RFC 9112, 6.3).</summary>
    private static bool HasOddCoding(HttpResponseMessage answer) =>
        answer.Headers.NonValidated.TryGetValues("Transfer-Encoding", out HeaderStringValues codings)
        && (codings.Count != 1 || !codings.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase) || answer.Content.Headers.NonValidated.Contains("Content-Length"));

    private static bool HasNul(KeyValuePair<string, HeaderStringValues> header)
    {
        foreach (string value in header.Value)
        {
            if (value.Contains('\0', StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static async ValueTask<bool> HasBodyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await body.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0;
    }
}
