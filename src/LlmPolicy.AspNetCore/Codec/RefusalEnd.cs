using LlmPolicy.Bodies;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Codec;

/// <summary>What becomes of a connection behind an answer of the policy's own, as in Envoy.</summary>
internal static class RefusalEnd
{
    /// <summary>HTTP/2's PROTOCOL_ERROR (RFC 9113, 7).</summary>
    private const int ProtocolError = 1;

    /// <summary>Ends an HTTP/2 stream that is malformed (RFC 9113, 8.1.1) without an answer. False: the request wants one.</summary>
    public static bool TryReset(HttpContext context, PolicyDecision decision)
    {
        if (!IsMalformed(context, decision.Reason) || context.Features.Get<IHttpResetFeature>() is not { } stream)
        {
            return false;
        }

        stream.Reset(ProtocolError);
        return true;
    }

    /// <summary>
    /// Has the connection closed behind a request that is no sound HTTP, and behind one whose body may still be coming: what stands behind it is not to be
    /// read as a request. Over HTTP/2, where a stream has an end of its own, behind one that may go on in another protocol.
    /// </summary>
    public static void Close(HttpContext context, PolicyDecision decision)
    {
        if (RequestHasStreamOfItsOwn(context))
        {
            if (decision is { Reason: ReasonCodes.Upgrade, Response.StatusCode: StatusCodes.Status403Forbidden })
            {
                context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            }

            return;
        }

        bool isUnsound = IsUnsound(decision.Reason);
        if (isUnsound || (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true && context.Features.Get<RequestBody>() is not { IsEndReached: true }))
        {
            UnreadBody.CloseBehind(context, isUnsound);
        }
    }

    /// <summary>A target with <c>#</c> or an encoded NUL is well formed to HTTP/2, and answered.</summary>
    private static bool IsMalformed(HttpContext context, string reason) => reason switch
    {
        ReasonCodes.Framing or ReasonCodes.ConnectionHeader or ReasonCodes.HeaderInvalid or ReasonCodes.MethodConnect => true,
        ReasonCodes.NoHost => !context.Request.Host.HasValue,
        ReasonCodes.TargetInvalid => context.Features.Get<IHttpRequestFeature>()?.RawTarget.Any(c => c is <= ' ' or '\x7f') is true,
        _ => false,
    };

    private static bool RequestHasStreamOfItsOwn(HttpContext context) =>
        HttpProtocol.IsHttp2(context.Request.Protocol) || HttpProtocol.IsHttp3(context.Request.Protocol);

    /// <summary>Whether a request was refused for its form, before any rule of a manifest.</summary>
    public static bool IsUnsound(string reason) => reason is ReasonCodes.Framing or ReasonCodes.Version or ReasonCodes.ConnectionHeader or ReasonCodes.HeaderInvalid
        or ReasonCodes.TargetInvalid or ReasonCodes.NoHost or ReasonCodes.MethodConnect;
}
