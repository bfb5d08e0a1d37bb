namespace LlmPolicy.Gateway;

/// <summary>Headers that only look like those that the policy has its word on.</summary>
public sealed class UnderscoreTwinTests
{
    private static readonly string Service = Manifests.Guarded(
        CallerToken.Provider.Replace(
            "{issuer: solo.io,",
            "{issuer: solo.io, claimsToHeaders: [{claim: sub, header: x-user-id}, {claim: absent, header: x-absent-id}, {claim: sub, header: x_team_id}],",
            StringComparison.Ordinal),
        Manifests.Route("/v1", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}"),
        Manifests.Upstream(),
        Manifests.Secret("key", "x-api-key", "canary"));

    private static readonly string Request =
        $"GET /v1 HTTP/1.1\nHost: gateway.example.com\nAuthorization: Bearer {CallerToken.Text}\nx_user_id: admin\nX_User-ID: admin\nx-absent_id: admin\n"
        + "x-team-id: admin\nX_API_KEY: mine\nx_other_id: kept\nx-other-id: kept";

    [Fact]
    public async Task They_go_upstream_as_from_Envoy()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, strip: false);

        (await gateway.SendAsync(Request)).Status.ShouldBe(200);

        HttpMessage request = await upstream.NextRequestAsync();
        request["x-user-id"].ShouldBe(["caller"]);
        request["x_user_id"].ShouldBe(["admin"]);
        request["x_api_key"].ShouldBe(["mine"]);
    }

    [Fact]
    [AbuseCase("H1")]
    public async Task With_StripUnderscoreTwins_they_are_taken_off()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, strip: true);

        (await gateway.SendAsync(Request)).Status.ShouldBe(200);

        HttpMessage request = await upstream.NextRequestAsync();
        request.Headers.Where(header => header.Name.StartsWith("x", StringComparison.OrdinalIgnoreCase)).OrderBy(header => header.Name, StringComparer.Ordinal)
            .ShouldBe([("x-api-key", "canary"), ("x-other-id", "kept"), ("x-user-id", "caller"), ("x_other_id", "kept"), ("x_team_id", "caller")]);
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, bool strip) => GatewayHost.StartAsync(
        Service, new LoopbackDialer(upstream.Port), proxy => proxy.Services.Configure<LlmPolicyOptions>(options => options.StripUnderscoreTwins = strip));
}
