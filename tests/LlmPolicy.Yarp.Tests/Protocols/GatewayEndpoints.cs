using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LlmPolicy.Gateway.Protocols;

/// <summary>A gateway that answers in every protocol, and clients that speak one each.</summary>
internal sealed class GatewayEndpoints : IAsyncDisposable
{
    /// <summary>How a client may speak: in the clear by HTTP/1.1 or HTTP/2, over TLS by either, agreed on by ALPN.</summary>
    public static readonly TheoryData<string> Protocols = ["http/1.1", "http/2", "https/1.1", "https/2"];

    private readonly GatewayHost _gateway;
    private readonly X509Certificate2 _certificate;
    private readonly int[] _ports;

    private GatewayEndpoints(GatewayHost gateway, X509Certificate2 certificate)
    {
        (_gateway, _certificate) = (gateway, certificate);
        _ports = [.. gateway.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(a => new Uri(a).Port)];
    }

    public GatewayHost Plain => _gateway;

    public static async Task<GatewayEndpoints> StartAsync(string manifests, int upstreamPort, Action<WebApplication>? use = null, Action<IServiceCollection>? configure = null)
    {
        X509Certificate2 certificate = TestCertificates.For("gateway.example.com");
        return new GatewayEndpoints(
            await GatewayHost.StartAsync(manifests, new LoopbackDialer(upstreamPort), proxy =>
            {
                configure?.Invoke(proxy.Services);
                proxy.Services.Configure<KestrelServerOptions>(kestrel =>
                {
                    kestrel.Listen(IPAddress.Loopback, 0);
                    kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
                    kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate));
                });
            }, use),
            certificate);
    }

    /// <summary>The address of a path as a client of a protocol writes it.</summary>
    public Uri Address(string protocol, string path, string scheme = "http") => new(
        $"{scheme}{(IsTls(protocol) ? "s" : "")}://gateway.example.com:{_ports[IsTls(protocol) ? 2 : IsHttp2(protocol) ? 1 : 0]}{path}");

    public static Version Version(string protocol) => IsHttp2(protocol) ? HttpVersion.Version20 : HttpVersion.Version11;

    public static HttpMessageInvoker Client() => new(new SocketsHttpHandler
    {
        // The name is the gateway's; the address is this machine's.
        ConnectCallback = (connection, cancellationToken) => new LoopbackDialer(connection.DnsEndPoint.Port).DialAsync("", 0, cancellationToken),
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TestTrust.Value.Chain!.Clone() },
        UseProxy = false,
    });

    public async Task<HttpResponseMessage> SendAsync(string protocol, HttpMethod method, string path, string? token = null, Action<HttpRequestMessage>? configure = null)
    {
        using HttpMessageInvoker client = Client();
        using HttpRequestMessage request = new(method, Address(protocol, path))
        {
            Version = Version(protocol),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        configure?.Invoke(request);
        HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await response.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        return response;
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _certificate.Dispose();
    }

    private static bool IsTls(string protocol) => protocol.StartsWith("https", StringComparison.Ordinal);

    private static bool IsHttp2(string protocol) => protocol.EndsWith("/2", StringComparison.Ordinal);
}
