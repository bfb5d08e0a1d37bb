namespace LlmPolicy.Gateway;

/// <summary>Rate limits by who the caller is, at a gateway, over a socket.</summary>
public sealed class RateLimitTests
{
    private const string AliceKey = "N2YwMDIxZTEtNGUzNS1jNzgz";
    private const string BobKey = "Yjk0ZDRjYTAtMTFlZi05Y2Qy";

    [Fact]
    public async Task Each_keys_user_has_a_counter_of_his_own_and_others_are_told_apart_by_address()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        (await AskAsync(gateway, "/v1", AliceKey), await AskAsync(gateway, "/v1", AliceKey), await AskAsync(gateway, "/v1", AliceKey)).ShouldBe((200, 200, 429));
        (await AskAsync(gateway, "/v1", BobKey), await AskAsync(gateway, "/v1", BobKey), await AskAsync(gateway, "/v1", BobKey)).ShouldBe((200, 200, 429));
        (await AskAsync(gateway, "/open"), await AskAsync(gateway, "/open")).ShouldBe((200, 429));
        (await AskAsync(gateway, "/open", forwardedFor: "192.0.2.7"), await AskAsync(gateway, "/open", forwardedFor: "192.0.2.7")).ShouldBe((200, 429));
    }

    [Theory]
    [InlineData("x-user-id: bob")]
    [InlineData("x-caller: bob")]
    public async Task A_name_of_the_callers_own_changes_nothing_about_whose_counter_it_is(string header)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);
        (await AskAsync(gateway, "/v1", AliceKey), await AskAsync(gateway, "/v1", AliceKey)).ShouldBe((200, 200));

        (await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\napi-key: {AliceKey}\n{header}")).Status.ShouldBe(429);

        (await AskAsync(gateway, "/v1", BobKey)).ShouldBe(200);
    }

    [Fact]
    public async Task A_wrong_key_counts_on_nobody()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        (await AskAsync(gateway, "/v1", "wrong"), await AskAsync(gateway, "/v1", "wrong"), await AskAsync(gateway, "/v1", "wrong")).ShouldBe((401, 401, 401));

        (await AskAsync(gateway, "/v1", AliceKey), await AskAsync(gateway, "/open")).ShouldBe((200, 200));
    }

    [Fact]
    public async Task The_upstream_is_told_the_user_in_the_header_that_the_Settings_name()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\napi-key: {AliceKey}\nX-Caller: bob");

        (await upstream.NextRequestAsync())["x-caller"].ShouldBe(["alice"]);
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream) => GatewayHost.StartAsync(
        Manifests.Guarded(
            "{extauth: {configRef: {name: keys, namespace: default}}, ratelimitBasic: {authorizedLimits: {requestsPerUnit: 2, unit: YEAR}, anonymousLimits: {requestsPerUnit: 1, unit: YEAR}}}",
            Manifests.Route("/v1") + "\n" + Manifests.Route("/open", options: "extauth: {disable: true}"),
            Manifests.Upstream(),
            """
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: keys, namespace: default}
            spec: {configs: [{apiKeyAuth: {labelSelector: {team: data}}}]}
            """,
            """
            apiVersion: gloo.solo.io/v1
            kind: Settings
            metadata: {name: default, namespace: gloo-system}
            spec: {extauth: {userIdHeader: x-caller}}
            """,
            Key("alice", AliceKey),
            Key("bob", BobKey)),
        new LoopbackDialer(upstream.Port));

    private static async Task<int> AskAsync(GatewayHost gateway, string path, string? key = null, string? forwardedFor = null)
    {
        string headers = (key is null ? "" : $"\napi-key: {key}") + (forwardedFor is null ? "" : $"\nx-forwarded-for: {forwardedFor}");
        return (await gateway.SendAsync($"GET {path} HTTP/1.1\nHost: gateway.example.com{headers}")).Status;
    }

    private static string Key(string user, string key) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: {{user}}, namespace: default, labels: {team: data} }
        type: extauth.solo.io/apikey
        stringData: { api-key: {{key}} }
        """;
}
