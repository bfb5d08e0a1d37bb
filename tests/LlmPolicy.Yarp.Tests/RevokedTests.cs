using LlmPolicy.Gateway.Protocols;
using Microsoft.Extensions.Configuration;

namespace LlmPolicy.Gateway;

/// <summary><c>LlmPolicy:Revoked</c>, at a gateway.</summary>
public sealed class RevokedTests
{
    private static readonly string Asking = $"GET /v1 HTTP/1.1\nHost: gateway.example.com\nAuthorization: Bearer {CallerToken.Text}";

    [Fact]
    public async Task A_token_that_is_known_is_refused_on_its_next_request_and_nothing_goes_upstream()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(ProtectedManifests.Text, new LoopbackDialer(upstream.Port));

        (await gateway.SendAsync(Asking)).Status.ShouldBe(200);
        (await gateway.SendAsync(Asking)).Status.ShouldBe(200);
        await upstream.NextRequestAsync();
        await upstream.NextRequestAsync();

        var configuration = (IConfigurationRoot)gateway.Services.GetRequiredService<IConfiguration>();
        configuration["LlmPolicy:Revoked:0:Sha256"] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(CallerToken.Text)));
        configuration.Reload();

        HttpMessage refused = await gateway.SendAsync(Asking);

        (refused.Status, refused.Body).ShouldBe((401, "Jwt is revoked"));
        upstream.WasReached.ShouldBeFalse();
    }
}
