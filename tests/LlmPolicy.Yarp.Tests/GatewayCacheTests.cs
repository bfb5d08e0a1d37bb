namespace LlmPolicy.Gateway;

/// <summary>A cache of the app in front of the gateway does not answer in the policy's place.</summary>
public sealed class GatewayCacheTests
{
    private static readonly string Service = Manifests.Guarded(
        CallerToken.Provider.Replace("{issuer: solo.io,", "{issuer: solo.io, tokenSource: {headers: [{header: x-token}]},", StringComparison.Ordinal),
        Manifests.Route("/v1"), Manifests.Upstream());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_to_one_caller_is_not_kept_for_another(bool output)
    {
        int served = 0;
        await using RawUpstream upstream = new(async (stream, _) =>
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nCache-Control: public, max-age=600\r\nContent-Length: 1\r\n\r\n{++served}")));
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Service,
            new LoopbackDialer(upstream.Port),
            proxy => proxy.Services.AddResponseCaching().AddOutputCache(options => options.AddBasePolicy(policy => policy.Cache())),
            app => _ = output ? app.UseOutputCache() : app.UseResponseCaching());

        (await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\nx-token: {CallerToken.Text}")).Body.ShouldBe("1");
        (await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\nx-token: {CallerToken.Text}")).Body.ShouldBe("2");
        (await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Without_a_cache_of_the_app_Cache_Control_is_the_upstreams()
    {
        await using RawUpstream upstream = new("HTTP/1.1 200 OK\r\nCache-Control: public, max-age=600\r\nContent-Length: 0\r\n\r\n");
        await using GatewayHost gateway = await GatewayHost.StartAsync(Service, new LoopbackDialer(upstream.Port), use: app => app.UseLlmPolicy());

        HttpMessage response = await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\nx-token: {CallerToken.Text}\nCache-Control: max-age=0");

        response["cache-control"].ShouldBe(["public, max-age=600"]);
        (await upstream.NextRequestAsync())["cache-control"].ShouldBe(["max-age=0"]);
    }
}
