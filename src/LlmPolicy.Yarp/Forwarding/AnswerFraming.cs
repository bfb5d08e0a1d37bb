using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Gateway;

/// <summary>Answers that HTTP does not allow, or that can't be given to a client as they are.</summary>
internal static class AnswerFraming
{
    /// <summary>Whether an answer breaks the protocol: its status forbids what comes with it (RFC 9110, 15.2.2, 15.3.5, 15.3.6).</summary>
    /// <param name="answer">The upstream's answer.</param>
    /// <param name="upgrade">The protocol that the request asked to go on in; null for none.</param>
    /// <param name="cancellationToken">Cancelled when the request is.</param>
    public static ValueTask<bool> IsBrokenAsync(HttpResponseMessage answer, string? upgrade, CancellationToken cancellationToken) => (int)answer.StatusCode switch
    {
        < 100 => new(true),
        _ when HasOddCoding(answer) => new(true),
        StatusCodes.Status101SwitchingProtocols => new(upgrade is null || !Grants(answer, upgrade)),
        StatusCodes.Status204NoContent => new(answer.Content.Headers.ContentLength > 0 || answer.Headers.TransferEncodingChunked is true),
        StatusCodes.Status205ResetContent => HasBodyAsync(answer, cancellationToken),
        _ => new(false),
    };

    /// <summary>Whether the body of an answer is not passed on: an upstream that was asked to go on in another protocol and says 2xx has, to Envoy, none.</summary>
    public static bool IsLeftOut(HttpResponse response, bool asksForUpgrade)
    {
        bool leftOut = asksForUpgrade && response.StatusCode is >= StatusCodes.Status200OK and < StatusCodes.Status300MultipleChoices;
        if (leftOut)
        {
            response.ContentLength = null;
        }

        return leftOut;
    }

    /// <summary>Kestrel takes no other length with a status that has no body, to HEAD either.</summary>
    public static void SetLength(HttpResponse response)
    {
        if (response.StatusCode == StatusCodes.Status205ResetContent)
        {
            response.ContentLength = 0;
        }
    }

    /// <summary>Whether the upstream goes on in the protocol that was asked for; where it names none, it is taken at its word.</summary>
    private static bool Grants(HttpResponseMessage answer, string upgrade) =>
        !answer.Headers.NonValidated.TryGetValues("Upgrade", out HeaderStringValues granted) || granted.ToString().Equals(upgrade, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it has a coding beside a length, or another one than <c>chunked</c>: its end is a matter of opinion (RFC 9112, 6.3).</summary>
    private static bool HasOddCoding(HttpResponseMessage answer) =>
        answer.Headers.NonValidated.TryGetValues("Transfer-Encoding", out HeaderStringValues codings)
        && (codings.Count != 1 || !codings.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase) || answer.Content.Headers.NonValidated.Contains("Content-Length"));

    private static async ValueTask<bool> HasBodyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await body.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0;
    }
}
