using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LlmPolicy.Gateway;

/// <summary>What clients write into Host makes no connections and no TLS names.</summary>
public sealed class UpstreamPoolTests
{
    private const int Clients = 1000;

    [Theory]
    [InlineData("{}", null)]
    [InlineData("autoHostRewrite: true", "models.test")]
    [InlineData("hostRewrite: api.example.com", "api.example.com")]
    public async Task A_thousand_Hosts_of_clients_make_one_connection_under_one_name(string options, string? expectedHost)
    {
        using X509Certificate2 certificate = TestCertificates.For("sni.test");
        await using RawUpstream upstream = new(certificate: certificate);
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(
                Manifests.Route("/v1", options: options),
                Manifests.Upstream(spec: "{useTls: true, hosts: [{addr: models.test, port: 8443, sniAddr: sni.test}]}")),
            new LoopbackDialer(upstream.Port),
            proxy => proxy.Services.Replace(ServiceDescriptor.Singleton(TestTrust.Value)));
        await using Stream client = await gateway.ConnectAsync();

        for (int i = 0; i < Clients; i++)
        {
            await GatewayHost.WriteAsync(client, $"GET /v1 HTTP/1.1\nHost: client-{i}.example.com");
            (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken))!.Status.ShouldBe(200);
            (await upstream.NextRequestAsync())["host"].ShouldBe([expectedHost ?? $"client-{i}.example.com"]);
        }

        upstream.Connections.ShouldBe(1);
        upstream.ServerNames.ShouldBe(["sni.test"]);
    }
}
