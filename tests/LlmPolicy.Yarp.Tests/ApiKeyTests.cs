using LlmPolicy.Manifests;

namespace LlmPolicy.Gateway;

/// <summary>API keys at a gateway, over a socket.</summary>
public sealed class ApiKeyTests
{
    private const string Key = "N2YwMDIxZTEtNGUzNS1jNzgz";

    private static readonly string Service = Manifests.Guarded(
        "{extauth: {configRef: {name: keys, namespace: default}}}",
        Manifests.Route("/v1") + "\n" + Manifests.Route("/open", options: "extauth: {disable: true}"),
        Manifests.Upstream(),
        """
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: keys, namespace: default}
        spec: {configs: [{apiKeyAuth: {labelSelector: {team: data}, headersFromMetadataEntry: {x-mail: {name: mail}}}}]}
        """,
        Alice(Key));

    [Fact]
    public async Task The_upstream_is_told_whose_key_it_was_and_does_not_get_it()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage answer = await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\nAPI-Key: {Key} \nX-User-Id: admin\nx_user_id: admin\nx-mail: a@b");

        answer.Status.ShouldBe(200);
        HttpMessage request = await upstream.NextRequestAsync();
        (request["x-user-id"].Single(), request["x-mail"].Single(), request["api-key"].Count).ShouldBe(("alice", "alice@example.com", 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\napi-key:")]
    [InlineData("\napi-key: wrong")]
    [InlineData("\napi-key: N2YwMDIxZTEtNGUzNS1jNzgz\napi-key: wrong")]
    [InlineData("\napi-key: wrong\nApi-Key: N2YwMDIxZTEtNGUzNS1jNzgz")]
    [InlineData("\napi-key: N2YwMDIxZTEtNGUzNS1jNzgz\napi-key: N2YwMDIxZTEtNGUzNS1jNzgz")]
    [InlineData("\nauthorization: N2YwMDIxZTEtNGUzNS1jNzgz")]
    [InlineData("\nx-user-id: alice")]
    [InlineData("\napi_key: N2YwMDIxZTEtNGUzNS1jNzgz")]
    public async Task Without_one_good_key_the_upstream_is_not_reached(string headers)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage answer = await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com{headers}");

        (answer.Status, answer["www-authenticate"].Single(), answer.Body).ShouldBe((401, "API key is missing or invalid", ""));
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    [AbuseCase("H7")]
    public async Task A_key_in_the_trailers_is_none()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage answer = await gateway.SendAsync(
            "POST /v1 HTTP/1.1\nHost: gateway.example.com\nTransfer-Encoding: chunked\nTrailer: api-key", $"5\r\nhello\r\n0\r\napi-key: {Key}\r\n\r\n");

        answer.Status.ShouldBe(401);
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task On_a_route_that_asks_nobody_a_name_of_the_callers_own_does_not_get_through_either()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        (await gateway.SendAsync("GET /open HTTP/1.1\nHost: gateway.example.com\nX-User-Id: alice")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync())["x-user-id"].ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_is_replaced_counts_from_the_next_reload_on()
    {
        await using RawUpstream upstream = new();
        Changing manifests = new(Alice(Key));
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Service[..Service.LastIndexOf("---", StringComparison.Ordinal)], new LoopbackDialer(upstream.Port),
            proxy => proxy.Services.AddSingleton<IManifestSource>(manifests).Configure<LlmPolicyOptions>(o => o.ReloadInterval = TimeSpan.FromMilliseconds(5)));
        (await AskAsync(gateway, Key), await AskAsync(gateway, "another")).ShouldBe((200, 401));

        manifests.Text = Alice("another");
        while (await AskAsync(gateway, "another") != 200)
        {
            await Task.Yield();
        }

        (await AskAsync(gateway, Key)).ShouldBe(401);
    }

    private static async Task<int> AskAsync(GatewayHost gateway, string key) => (await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\napi-key: {key}")).Status;

    private static string Alice(string key) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: alice, namespace: default, labels: {team: data} }
        type: extauth.solo.io/apikey
        stringData: { api-key: {{key}}, mail: alice@example.com }
        """;

    private sealed class Changing(string text) : IManifestSource
    {
        public string Text { get; set; } = text;

        public IEnumerable<ManifestFile> Read() => [new("changing.yaml", Text)];
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream) => GatewayHost.StartAsync(Service, new LoopbackDialer(upstream.Port));
}
