using Yarp.ReverseProxy.Transforms;

namespace LlmPolicy.Gateway;

/// <summary>No decision, no key, no forwarding.</summary>
public sealed class FailClosedTests
{
    private const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    [Fact]
    public async Task A_refusal_is_answered_without_the_upstream()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Guarded(CallerToken.Provider, Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));

        HttpMessage response = await gateway.SendAsync(Get);

        response.Status.ShouldBe(401);
        response.Body.ShouldBe("Jwt is missing");
        response["www-authenticate"].ShouldBe(["Bearer realm=\"http://gateway.example.com/v1\""]);
        response["content-type"].ShouldBe(["text/plain"]);
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task A_request_that_no_route_matches_gets_404()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));

        (await gateway.SendAsync("GET /V1 HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(404);
        (await gateway.SendAsync("GET /v%2F1 HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(404);
        (await gateway.SendAsync("OPTIONS * HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(404);
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task Redirects_and_direct_responses_are_answered_without_the_upstream()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(
                """
                - matchers: [{prefix: /old}]
                  redirectAction: {pathRedirect: /new}
                - matchers: [{prefix: /hello}]
                  directResponseAction: {status: 418, body: teapot}
                """),
            new LoopbackDialer(upstream.Port));

        HttpMessage redirect = await gateway.SendAsync("GET /old HTTP/1.1\nHost: gateway.example.com");
        HttpMessage direct = await gateway.SendAsync("GET /hello HTTP/1.1\nHost: gateway.example.com");

        redirect.Status.ShouldBe(301);
        redirect["location"].ShouldBe(["http://gateway.example.com/new"]);
        direct.Status.ShouldBe(418);
        direct.Body.ShouldBe("teapot");
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task CONNECT_is_refused()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));

        (await gateway.SendAsync("CONNECT models.test:443 HTTP/1.1\nHost: models.test:443")).Status.ShouldBeInRange(400, 499);
        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [AbuseCase("S5")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer a\nb")]
    [InlineData("Bearer a\0")]
    public async Task Without_the_key_nothing_is_forwarded(string? value)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(
                Manifests.Route("/v1", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}}]}"),
                Manifests.Upstream()),
            new LoopbackDialer(upstream.Port),
            proxy => proxy.Services.AddSingleton<ISecretSource>(new Vault(value)));

        HttpMessage response = await gateway.SendAsync(Get);

        response.Status.ShouldBe(503);
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    [AbuseCase("S1")]
    public async Task A_transform_of_the_apps_own_can_not_change_where_a_request_goes_or_with_which_key()
    {
        await using RawUpstream upstream = new();
        LoopbackDialer dialer = new(upstream.Port);
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(
                Manifests.Route("/v1", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}"),
                Manifests.Upstream(),
                Manifests.Secret("key", "Authorization", "Bearer hf_test")),
            dialer,
            proxy => proxy.AddTransforms(transforms => transforms.AddRequestTransform(context =>
            {
                context.ProxyRequest.RequestUri = new Uri("http://evil.test/");
                context.ProxyRequest.Headers.TryAddWithoutValidation("Authorization", "Bearer other");
                context.ProxyRequest.Headers.TryAddWithoutValidation("X-App", "1");
                return default;
            })));

        await gateway.SendAsync(Get);

        HttpMessage request = await upstream.NextRequestAsync();
        request["authorization"].ShouldBe(["Bearer hf_test"]);
        request["x-app"].ShouldBe(["1"]);
        request.Target.ShouldBe("/v1");
        dialer.Dialed.ShouldBe(["models.test:80"]);
    }

    [Fact]
    public async Task A_target_that_a_rewrite_leaves_without_its_slash_is_refused()
    {
        await using RawUpstream upstream = new();
        LoopbackDialer dialer = new(upstream.Port);
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(
                Manifests.Route("/v1", options: "regexRewrite: {pattern: {regex: ^/v1}, substitution: '.evil.test'}"), Manifests.Upstream()),
            dialer);

        (await gateway.SendAsync(Get)).Status.ShouldBe(400);

        dialer.Dialed.ShouldBeEmpty();
    }

    [Fact]
    [AbuseCase("C6")]
    public async Task A_proxy_that_was_mapped_without_the_policy_forwards_nothing()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()),
            new LoopbackDialer(upstream.Port),
            use: app => app.UseLlmPolicy(),
            map: app => app.MapReverseProxy());

        (await gateway.SendAsync(Get)).Status.ShouldBe(503);
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_factory_that_knows_no_upstream_tls_stops_the_start()
    {
        InvalidOperationException stopped = await Should.ThrowAsync<InvalidOperationException>(GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()),
            new LoopbackDialer(0),
            proxy => proxy.ConfigureHttpClient((_, _) => { })));

        stopped.Message.ShouldContain("ConfigureHttpClient");
    }

    [Fact]
    public void Mapping_without_loading_names_the_missing_line()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.AddLlmPolicy().AddManifest(Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));
        WebApplication app = builder.Build();

        Should.Throw<InvalidOperationException>(() => app.MapLlmPolicy()).Message.ShouldContain("LoadFromLlmPolicy()");
    }

    [Fact]
    public void Mapping_without_a_policy_names_the_missing_line()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddReverseProxy().LoadFromLlmPolicy();
        WebApplication app = builder.Build();

        Should.Throw<InvalidOperationException>(() => app.MapLlmPolicy()).Message.ShouldContain("builder.AddLlmPolicy()");
    }

    [Fact]
    public async Task An_upstream_that_no_manifest_defines_stops_the_start()
    {
        Exception stopped = await Should.ThrowAsync<Exception>(
            GatewayHost.StartAsync(Manifests.Service(Manifests.Route("/v1", upstream: "nowhere")), new LoopbackDialer(0)));

        stopped.ToString().ShouldContain("default/nowhere");
    }

    private sealed class Vault(string? value) : ISecretSource
    {
        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) =>
            new(value is null ? null : new HeaderSecret(new Dictionary<string, SecretValue> { ["authorization"] = new(value) }));
    }
}
