using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Codec;

/// <summary>What becomes of a connection behind an answer of the policy's own, as in Envoy.</summary>
internal static class RefusalEnd
{
    /// <summary>HTTP/2's PROTOCOL_ERROR (RFC 9113, 7).</summary>
    private const int ProtocolError = 1;

    /// <summary>A body as long as that is read on and thrown away behind a refusal.</summary>
    private const long MostReadOn = 32 * 1024 * 1024;

    /// <summary>Ends an HTTP/2 stream that is malformed (RFC 9113, 8.1.1) without an answer. False: the request wants one.</summary>
    public static bool TryReset(HttpContext context, PolicyDecision decision)
    {
        bool malformed = decision.Reason is ReasonCodes.Framing or ReasonCodes.ConnectionHeader or ReasonCodes.HeaderInvalid or ReasonCodes.MethodConnect;
        if (!malformed || context.Features.Get<IHttpResetFeature>() is not { } stream)
        {
            return false;
        }

        stream.Reset(ProtocolError);
        return true;
    }

    /// <summary>
    /// Has HTTP/1's connection closed behind a request that is no sound HTTP, and behind one whose body may still be coming: what stands behind it is not to be
    /// read as a request.
    /// </summary>
    public static void Close(HttpContext context, PolicyDecision decision)
    {
        if (RequestHasStreamOfItsOwn(context))
        {
            return;
        }

        bool isUnsound = IsUnsound(decision.Reason);
        if (!isUnsound && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true)
        {
            return;
        }

        context.Response.Headers.Connection = "close";
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // Before it closes Kestrel reads a body on for 5 seconds, so that the client sees the answer, unless it is one that it would refuse. Where an unsound
            // one ends nobody knows.
            size.MaxRequestBodySize = isUnsound ? 0 : MostReadOn;
        }
    }

    private static bool RequestHasStreamOfItsOwn(HttpContext context) =>
        HttpProtocol.IsHttp2(context.Request.Protocol) || HttpProtocol.IsHttp3(context.Request.Protocol);

    /// <summary>Whether a request was refused for its form, before any rule of a manifest.</summary>
    public static bool IsUnsound(string reason) => reason is ReasonCodes.Framing or ReasonCodes.Version or ReasonCodes.ConnectionHeader or ReasonCodes.HeaderInvalid
        or ReasonCodes.TargetInvalid or ReasonCodes.NoHost or ReasonCodes.MethodConnect;
}
