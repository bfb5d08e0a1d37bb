using Microsoft.Extensions.Logging;

namespace LlmPolicy.Gateway;

/// <summary>A refusal of the provider's own: not to be taken for the policy's.</summary>
public sealed class ProviderRefusalTests
{
    private const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    private static readonly string WithKey = Manifests.Service(
        Manifests.Route("/v1", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}"),
        Manifests.Upstream(), Manifests.Secret("key", "Authorization", "Bearer hf_canary"));

    [Theory]
    [AbuseCase("S8")]
    [InlineData("401 Unauthorized")]
    [InlineData("403 Forbidden")]
    public async Task It_is_logged_with_the_secrets_name_and_carries_the_decisions_id(string status)
    {
        await using RawUpstream upstream = new($"HTTP/1.1 {status}\r\ncontent-length: 2\r\nx-llmpolicy-decision: the upstream's own\r\n\r\nno");
        LogLines lines = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            WithKey, new LoopbackDialer(upstream.Port), proxy => proxy.Services.AddSingleton<ILoggerProvider>(lines));

        HttpMessage response = await gateway.SendAsync(Get);

        response.Body.ShouldBe("no");
        string id = response["x-llmpolicy-decision"].ShouldHaveSingleItem();
        // Logged behind the response's last byte.
        await gateway.DisposeAsync();
        lines.Named("UpstreamRefused").ShouldBe([$"Decision {id}: Upstream default/models itself answered {status[..3]}; it was sent with secret default/key"]);
        lines.All.ShouldNotContain(line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_provider_serves_carries_the_decisions_id_and_no_reason()
    {
        await using RawUpstream upstream = new();
        LogLines lines = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            WithKey, new LoopbackDialer(upstream.Port), proxy => proxy.Services.AddSingleton<ILoggerProvider>(lines));

        HttpMessage response = await gateway.SendAsync(Get);

        response["x-llmpolicy-decision"].ShouldHaveSingleItem().ShouldMatch("^[0-9a-f]{32}$");
        response["x-llmpolicy-reason"].ShouldBeEmpty();
        lines.Named("UpstreamRefused").ShouldBeEmpty();
    }
}
