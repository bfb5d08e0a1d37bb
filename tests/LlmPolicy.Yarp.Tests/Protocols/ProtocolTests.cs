using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace LlmPolicy.Gateway.Protocols;

/// <summary>Whatever protocol a client speaks, the same decision stands in its way.</summary>
public sealed class ProtocolTests
{
    public static TheoryData<string> Protocols => GatewayEndpoints.Protocols;

    [Theory]
    [AbuseCase("H9")]
    [MemberData(nameof(Protocols))]
    public async Task Without_a_token_the_answer_is_401_and_nothing_is_sent(string protocol)
    {
        await using RawUpstream upstream = new();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);

        using HttpResponseMessage response = await gateway.SendAsync(protocol, HttpMethod.Get, "/v1");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Version.ShouldBe(GatewayEndpoints.Version(protocol));
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("Jwt is missing");
        response.Headers.WwwAuthenticate.ToString().ShouldBe($"Bearer realm=\"{gateway.Address(protocol, "/v1")}\"");
        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_token_whose_claims_do_not_fit_gets_403(string protocol)
    {
        await using RawUpstream upstream = new();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);

        using HttpResponseMessage response = await gateway.SendAsync(protocol, HttpMethod.Get, "/others", CallerToken.Text);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("RBAC: access denied");
        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task With_a_token_the_request_goes_upstream_with_claims_and_key_in_place_of_the_callers_own(string protocol)
    {
        await using RawUpstream upstream = new();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);

        using HttpResponseMessage response = await gateway.SendAsync(protocol, HttpMethod.Post, "/v1/a%2Fb?x=%2F", CallerToken.Text, request =>
        {
            request.Headers.Add("x-caller", "somebody else");
            request.Content = new StringContent("hello");
        });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Version.ShouldBe(GatewayEndpoints.Version(protocol));
        HttpMessage sent = await upstream.NextRequestAsync();
        sent.StartLine.ShouldBe("POST /v1/a%2Fb?x=%2F HTTP/1.1");
        sent["host"].ShouldBe([gateway.Address(protocol, "/").Authority]);
        sent["authorization"].ShouldBe(["Bearer hf_test"]);
        sent["x-caller"].ShouldBe(["caller"]);
        sent.Body.ShouldBe("hello");
    }

    [Fact]
    [AbuseCase("P8")]
    public async Task Plain_CONNECT_is_refused()
    {
        await using RawUpstream upstream = new();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);

        HttpMessage response = await gateway.Plain.SendAsync(
            $"CONNECT models.test:80 HTTP/1.1\nHost: models.test:80\nAuthorization: Bearer {CallerToken.Text}");

        response.Status.ShouldBe(400);
        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [AbuseCase("H9")]
    [InlineData("http/2", "other", HttpStatusCode.Forbidden)]
    [InlineData("https/2", "other", HttpStatusCode.Forbidden)]
    [InlineData("https/2", "connect-udp", HttpStatusCode.NotFound)]
    public async Task An_extended_CONNECT_to_anything_but_a_websocket_is_refused(string protocol, string asked, HttpStatusCode status)
    {
        await using RawUpstream upstream = new();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);

        using HttpResponseMessage response = await gateway.SendAsync(
            protocol, HttpMethod.Connect, "/v1", CallerToken.Text, request => request.Headers.Protocol = asked);

        response.StatusCode.ShouldBe(status);
        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [InlineData("http/1.1", HttpStatusCode.NotFound)]
    [InlineData("http/2", HttpStatusCode.NotFound)]
    [InlineData("https/1.1", HttpStatusCode.OK)]
    [InlineData("https/2", HttpStatusCode.OK)]
    public async Task A_virtual_service_with_sslConfig_answers_on_TLS_alone(string protocol, HttpStatusCode expected)
    {
        await using RawUpstream upstream = new();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(OnTls, upstream.Port);

        using HttpResponseMessage response = await gateway.SendAsync(protocol, HttpMethod.Get, "/v1");

        response.StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("http/1.1")]
    [InlineData("http/2")]
    public async Task What_a_client_says_of_TLS_counts_only_where_the_app_trusts_it(string protocol)
    {
        await using RawUpstream upstream = new();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(OnTls, upstream.Port);
        await using GatewayEndpoints trusting = await GatewayEndpoints.StartAsync(OnTls, upstream.Port, app =>
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto }));

        using HttpResponseMessage distrusted = await gateway.SendAsync(protocol, HttpMethod.Get, "/v1", configure: ClaimTls);
        using HttpResponseMessage trusted = await trusting.SendAsync(protocol, HttpMethod.Get, "/v1", configure: ClaimTls);

        distrusted.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        trusted.StatusCode.ShouldBe(HttpStatusCode.OK);

        static void ClaimTls(HttpRequestMessage request) => request.Headers.Add("X-Forwarded-Proto", "https");
    }

    private static string OnTls => Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream(), Manifests.Secret("tls", "tls.crt", "of the server"))
        .Replace("spec:\n  virtualHost:", "spec:\n  sslConfig: {secretRef: {name: tls, namespace: default}}\n  virtualHost:", StringComparison.Ordinal);
}
