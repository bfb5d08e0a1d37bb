using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Gateway;

/// <summary>
/// HTTP/2's extended CONNECT (RFC 8441) is carried out as the GET with <c>Upgrade</c> that it stands for, as by Envoy: the upstream gets the client's own
/// <c>Sec-WebSocket-*</c> headers, and the client the upstream's. YARP's own translation makes up a key, and keeps the answer to it.
/// </summary>
internal sealed class ConnectUpgrade(HttpContext context, IHttpExtendedConnectFeature connect) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => true;

    /// <summary>Has a request for extended CONNECT carried out so; leaves any other as it is.</summary>
    public static void Apply(HttpContext context)
    {
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: { } protocol } connect)
        {
            context.Features.Set<IHttpExtendedConnectFeature>(null);
            context.Features.Set<IHttpUpgradeFeature>(new ConnectUpgrade(context, connect));
            context.Request.Method = HttpMethods.Get;
            context.Request.Protocol = HttpProtocol.Http11;
            context.Request.Headers.Connection = HeaderNames.Upgrade;
            context.Request.Headers.Upgrade = protocol;
            context.Request.Headers.ContentLength = null;
        }
    }

    public async Task<Stream> UpgradeAsync()
    {
        if (context.Response.Headers.Upgrade.Count == 0)
        {
            throw new IOException("The upstream goes on in a protocol that it does not name.");
        }

        // The status says it (RFC 8441, 5).
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.Connection = default;
        context.Response.Headers.Upgrade = default;
        context.Response.Headers.ContentLength = null;
        return await connect.AcceptAsync().ConfigureAwait(false);
    }
}
