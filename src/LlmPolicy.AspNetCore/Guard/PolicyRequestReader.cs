using System.Net;
using System.Security.Authentication;
using LlmPolicy.Codec;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Guard;

/// <summary>Makes of an <see cref="HttpContext"/> what the policy decides on.</summary>
internal sealed class PolicyRequestReader(HeaderText text)
{
    public PolicyRequest Read(HttpContext context, LlmPolicyOptions options)
    {
        var request = context.Request;
        var tls = context.Features.Get<ITlsHandshakeFeature>();
        var origin = OriginOf(context);
        string? connect = options.AllowExtendedConnect ? ConnectProtocol(context) : null;
        return new PolicyRequest
        {
            Method = connect is null ? request.Method : HttpMethods.Get,
            Target = Target(request),
            Authority = origin.Authority,
            Scheme = origin.Scheme,
            Protocol = request.Protocol,
            Headers = Headers(request.Headers, connect),
            RemoteAddress = Text(context.Connection.RemoteIpAddress),
            RemotePort = context.Connection.RemotePort,
            LocalAddress = Text(context.Connection.LocalIpAddress),
            LocalPort = context.Connection.LocalPort,
            TlsServerName = tls?.HostName ?? "",
            TlsVersion = Version(tls),
            ConnectionId = ConnectionNumber.Of(context),
            GatewayName = Environment.MachineName,
            // Picks among weighted destinations; nothing secret hangs on it.
            Draw = Random.Shared.NextDouble(),
        };
    }

    /// <summary>Where the request was sent to, as the app sees it now.</summary>
    public RequestOrigin OriginOf(HttpContext context) =>
        new(context.Request.Scheme, text.RequestBytes(HeaderNames.Host, context.Request.Headers.Host.ToString()));

    /// <summary>The method that is decided on: HTTP/2's extended CONNECT (RFC 8441) is, as in Envoy, the GET with Upgrade that it stands for.</summary>
    public static string MethodOf(HttpContext context) => ConnectProtocol(context) is null ? context.Request.Method : HttpMethods.Get;

    private static string? ConnectProtocol(HttpContext context) =>
        HttpMethods.IsConnect(context.Request.Method) && context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: { } protocol } ? protocol : null;

    private static string Text(IPAddress? address) =>
        address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private static string Version(ITlsHandshakeFeature? tls) => tls?.Protocol switch
    {
        SslProtocols.Tls12 => "TLSv1.2",
        SslProtocols.Tls13 => "TLSv1.3",
        null => "",
        var other => other.Value.ToString(),
    };

    /// <summary>The raw target; TestServer has none.</summary>
    private static string Target(HttpRequest request)
    {
        string? raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return string.IsNullOrEmpty(raw)
            ? PathText.Encode(request.PathBase.Value + request.Path.Value) + request.QueryString.ToUriComponent()
            : raw;
    }

    private List<HeaderField> Headers(IHeaderDictionary headers, string? upgrade)
    {
        List<HeaderField> fields = new(headers.Count);
        foreach ((string name, var lines) in headers)
        {
            if (name.StartsWith(':') || name.Equals(HeaderNames.Host, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            string sent = HiddenLength.NameOf(name, headers);
            foreach (string? line in lines)
            {
                fields.Add(new HeaderField(sent, text.RequestBytes(name, line ?? "")));
            }
        }

        if (upgrade is not null)
        {
            fields.Add(new HeaderField(HeaderNames.Connection, HeaderNames.Upgrade));
            fields.Add(new HeaderField(HeaderNames.Upgrade, upgrade));
        }

        return fields;
    }
}
