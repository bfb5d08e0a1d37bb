using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace LlmPolicy.Gateway;

public sealed class UpstreamConnectionTests
{
    private static readonly ResourceName Name = new("default", "models");

    [Fact]
    public async Task The_tls_name_is_the_upstreams_sni_and_not_the_host_that_is_sent()
    {
        using X509Certificate2 certificate = TestCertificates.For("sni.test");
        await using RawUpstream upstream = new(certificate: certificate);
        using HttpMessageInvoker client = Client(upstream, new UpstreamEndpoint { Host = "models.test", Port = 443, Sni = "sni.test" });

        using HttpResponseMessage response = await SendAsync(client, "http://models.test:443/", "client.example.com");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.ServerNames.ShouldBe(["sni.test"]);
        (await upstream.NextRequestAsync())["host"].ShouldBe(["client.example.com"]);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        using X509Certificate2 certificate = TestCertificates.For("client.example.com");
        await using RawUpstream upstream = new(certificate: certificate);
        using HttpMessageInvoker client = Client(upstream, new UpstreamEndpoint { Host = "models.test", Port = 443, Sni = "sni.test" });

        await Should.ThrowAsync<HttpRequestException>(SendAsync(client, "http://models.test:443/", "client.example.com"));

        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        using X509Certificate2 certificate = TestCertificates.For("sni.test");
        await using RawUpstream upstream = new(certificate: certificate);
        using HttpMessageInvoker client = Client(upstream, new UpstreamEndpoint { Host = "models.test", Port = 443, Sni = "sni.test" }, new UpstreamTrust());

        await Should.ThrowAsync<HttpRequestException>(SendAsync(client, "http://models.test:443/", "sni.test"));

        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task One_connection_serves_every_host()
    {
        await using RawUpstream upstream = new();
        using HttpMessageInvoker client = Client(upstream, new UpstreamEndpoint { Host = "models.test", Port = 80 });

        foreach (string host in new[] { "a.test", "b.test", "c.test" })
        {
            using HttpResponseMessage response = await SendAsync(client, "http://models.test:80/", host);
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("ok");
        }

        upstream.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("/a%2Fb%5c%41")]
    [InlineData("/a/../b/./c")]
    [InlineData("/a/..;/b//c")]
    [InlineData("/%zz/%")]
    [InlineData("/a?x=%2F%41&y=../..?&z#f")]
    [InlineData("/a\\b|^`{}\"<>")]
    [InlineData("//evil.test/a")]
    [InlineData("/:80@evil.test/")]
    public async Task A_target_is_sent_byte_for_byte(string target)
    {
        await using RawUpstream upstream = new();
        using HttpMessageInvoker client = Client(upstream, new UpstreamEndpoint { Host = "models.test", Port = 80 });
        using HttpRequestMessage request = new(HttpMethod.Get, UpstreamTarget.Create("http://models.test:80", target));
        request.Version = HttpVersion.Version11;

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        (await upstream.NextRequestAsync()).StartLine.ShouldBe($"GET {target} HTTP/1.1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("@evil.test/")]
    [InlineData(".evil.test/")]
    [InlineData("http://evil.test/")]
    public void A_target_that_is_no_path_has_no_address(string target) => UpstreamTarget.Create("http://models.test:80", target).ShouldBeNull();

    [Fact]
    public void A_cluster_has_another_id_as_soon_as_an_address_changes()
    {
        string id = UpstreamCluster.Create(new UpstreamAddress { Name = Name, Endpoints = [new UpstreamEndpoint { Host = "a.test", Port = 443, Sni = "a.test" }], Tls = true }).ClusterId;

        UpstreamCluster.Create(new UpstreamAddress { Name = Name, Endpoints = [new UpstreamEndpoint { Host = "a.test", Port = 443, Sni = "a.test" }], Tls = true }).ClusterId.ShouldBe(id);
        UpstreamCluster.Create(new UpstreamAddress { Name = Name, Endpoints = [new UpstreamEndpoint { Host = "b.test", Port = 443, Sni = "a.test" }], Tls = true }).ClusterId.ShouldNotBe(id);
        UpstreamCluster.Create(new UpstreamAddress { Name = Name, Endpoints = [new UpstreamEndpoint { Host = "a.test", Port = 444, Sni = "a.test" }], Tls = true }).ClusterId.ShouldNotBe(id);
        UpstreamCluster.Create(new UpstreamAddress { Name = Name, Endpoints = [new UpstreamEndpoint { Host = "a.test", Port = 443, Sni = "b.test" }], Tls = true }).ClusterId.ShouldNotBe(id);
        UpstreamCluster.Create(new UpstreamAddress { Name = Name, Endpoints = [new UpstreamEndpoint { Host = "a.test", Port = 443 }], Tls = false }).ClusterId.ShouldNotBe(id);
    }

    private static HttpMessageInvoker Client(RawUpstream upstream, UpstreamEndpoint endpoint, UpstreamTrust? trust = null)
    {
        ClusterConfig cluster = UpstreamCluster.Create(new UpstreamAddress { Name = Name, Endpoints = [endpoint], Tls = endpoint.Sni is not null });
        UpstreamConnector connector = new(new LoopbackDialer(upstream.Port), trust ?? TestTrust.Value, TimeProvider.System);
        return new UpstreamHttpClientFactory(NullLogger<ForwarderHttpClientFactory>.Instance, connector, new TracePropagator(static () => false)).CreateClient(new ForwarderHttpClientContext
        {
            ClusterId = cluster.ClusterId,
            NewConfig = cluster.HttpClient!,
            NewMetadata = cluster.Metadata,
        });
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, string address, string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address) { Version = HttpVersion.Version11 };
        request.Headers.TryAddWithoutValidation("Host", host);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
