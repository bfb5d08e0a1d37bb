namespace LlmPolicy.Gateway;

/// <summary><c>cors</c> by socket.</summary>
public sealed class CorsGatewayTests
{
    private const string Preflight = "OPTIONS /v1 HTTP/1.1\nHost: gateway.example.com\nOrigin: https://app.example.com\nAccess-Control-Request-Method: POST";

    [Fact]
    [AbuseCase("T34")]
    public async Task A_preflight_is_answered_without_a_token_and_never_reaches_the_upstream()
    {
        await using RawUpstream upstream = RetryGateway.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nAccess-Control-Allow-Origin: https://upstream.example\r\n\r\n");
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Guarded("{cors: {allowOrigin: ['https://app.example.com'], allowHeaders: ['*']}}", Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));

        HttpMessage preflight = await gateway.SendAsync(Preflight);
        upstream.WasReached.ShouldBeFalse();
        HttpMessage answer = await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com\nOrigin: https://app.example.com");

        preflight.Status.ShouldBe(200);
        preflight["access-control-allow-origin"].ShouldBe(["https://app.example.com"]);
        preflight["access-control-allow-headers"].ShouldBe([""]);
        answer["access-control-allow-origin"].ShouldBe(["https://app.example.com"]);
        upstream.WasReached.ShouldBeTrue();
    }
}
