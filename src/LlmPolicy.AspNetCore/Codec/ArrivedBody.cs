using LlmPolicy.Bodies;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Codec;

/// <summary>
/// What has come of a body by the time of the decision. Envoy's codec has read it by then: a chunk that is broken is refused before anything goes upstream, and a client that
/// waits for 100 (Continue) has it.
/// </summary>
internal static class ArrivedBody
{
    private static readonly byte[] Continue = [.. "HTTP/1.1 100 Continue\r\n\r\n"u8];

    /// <summary>The refusal of what is broken in a body that would be sent on; null where nothing is, so far. Nothing is taken off the body.</summary>
    public static ValueTask<PolicyDecision?> CheckAsync(HttpContext context, PolicyDecision decision)
    {
        var headers = context.Request.Headers;
        bool isAwaited = headers.Expect.Count == 1 && string.Equals(headers.Expect, "100-continue", StringComparison.OrdinalIgnoreCase);
        bool isSent = decision.Outcome == PolicyOutcome.Forward;
        if ((!isAwaited && !(isSent && headers.TransferEncoding.Count > 0)) || RefusalEnd.IsUnsound(decision.Reason))
        {
            return default;
        }

        var body = RequestBody.Of(context);
        return isAwaited && body.IsAbsent ? ContinueAsync(context) : LookAsync(context, body, isSent);
    }

    /// <summary>Who waits without a body to send is told to go on, too; Kestrel passes it over.</summary>
    private static async ValueTask<PolicyDecision?> ContinueAsync(HttpContext context)
    {
        context.Request.Headers.Remove(HeaderNames.Expect);
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IConnectionTransportFeature>()?.Transport.Output is { } connection)
        {
            await connection.WriteAsync(Continue, context.RequestAborted).ConfigureAwait(false);
        }

        return null;
    }

    private static async ValueTask<PolicyDecision?> LookAsync(HttpContext context, RequestBody body, bool isSent)
    {
        if (isSent)
        {
            body.LiftLimit();
        }

        try
        {
            await body.LookAsync(context.RequestAborted).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Kestrel's own words for what is broken, and whatever else its reader throws at it.
            return isSent ? Broken((e as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest) : null;
        }
        finally
        {
            // It is answered by now, and the Upstream's client would wait for another.
            context.Request.Headers.Remove(HeaderNames.Expect);
        }
    }

    private static PolicyDecision Broken(int status) =>
        new(new PolicyResponse(status, ReasonPhrases.GetReasonPhrase(status), [new HeaderField("content-type", "text/plain")])) { Reason = ReasonCodes.Framing };
}
