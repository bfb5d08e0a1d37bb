using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Rewrite;
using Yarp.ReverseProxy.Transforms;

namespace LlmPolicy.Gateway;

/// <summary>What goes upstream is what was decided on, whatever middleware of the app stands in front of the gateway.</summary>
public sealed class RewrittenRequestTests
{
    private const string Override = "\nX-HTTP-Method-Override: DELETE";

    /// <summary>Deleting is for nobody.</summary>
    private static readonly string Service = Manifests.Guarded(
        CallerToken.Provider.Replace("{issuer: solo.io,", "{issuer: solo.io, claimsToHeaders: [{claim: sub, header: x-user}, {claim: absent, header: x-absent}],", StringComparison.Ordinal),
        $$"""
        - matchers: [{prefix: /, methods: [DELETE]}]
          directResponseAction: {status: 403}
        - matchers: [{prefix: /closed}]
          directResponseAction: {status: 403}
        {{Manifests.Route("/", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}")}}
        """,
        Manifests.Upstream(),
        Manifests.Secret("key", "x-api-key", "canary"));

    public enum Order
    {
        /// <summary>WebApplication puts authentication first by itself, and with it the decision.</summary>
        SchemeFirst,

        /// <summary>The gateway decides.</summary>
        GatewayDecides,

        /// <summary>A guard in front decides.</summary>
        GuardFirst,
    }

    public static TheoryData<Order> All => new(Enum.GetValues<Order>());

    [Theory]
    [AbuseCase("P7")]
    [MemberData(nameof(All))]
    public async Task A_method_that_a_header_overrides_never_goes_upstream_undecided(Order order)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, order, app => app.UseHttpMethodOverride());

        HttpMessage overridden = await gateway.SendAsync(Post(Override));
        bool reached = upstream.WasReached;

        overridden.Status.ShouldBe(order is Order.GatewayDecides ? 403 : 400);
        reached.ShouldBeFalse();
        (await gateway.SendAsync(Post(""))).Status.ShouldBe(200);
        (await upstream.NextRequestAsync()).StartLine.ShouldBe("POST /x?a=1 HTTP/1.1");
    }

    [Theory]
    [AbuseCase("P5")]
    [InlineData(Order.SchemeFirst)]
    [InlineData(Order.GuardFirst)]
    public async Task A_path_or_query_that_is_rewritten_after_the_decision_is_refused(Order order)
    {
        foreach (string rewritten in (string[])["closed", "x?a=2", "x?secret=1"])
        {
            await using RawUpstream upstream = new();
            await using GatewayHost gateway = await StartAsync(
                upstream, order, app => app.UseRewriter(new RewriteOptions().AddRewrite("^x$", rewritten, skipRemainingRules: true)));

            HttpMessage response = await gateway.SendAsync(Post(""));

            response.Status.ShouldBe(400);
            response.Body.ShouldBe("The request was rewritten on its way to the policy or from it");
            upstream.WasReached.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_path_that_is_rewritten_before_the_decision_is_not_what_is_decided_on_and_sent()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(
            upstream, Order.GatewayDecides, app => app.UseRewriter(new RewriteOptions().AddRewrite("^closed$", "x", skipRemainingRules: true)));

        (await gateway.SendAsync(Post("", "/closed"))).Status.ShouldBe(403);
        upstream.WasReached.ShouldBeFalse();
        (await gateway.SendAsync(Post(""))).Status.ShouldBe(200);
        (await upstream.NextRequestAsync()).Target.ShouldBe("/x?a=1");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Forwarded_headers_and_a_base_change_nothing_of_what_is_sent(Order order)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, order, app =>
        {
            app.UseForwardedHeaders(new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedPrefix,
            });
            app.UsePathBase("/x");
        });

        HttpMessage response = await gateway.SendAsync(
            Post("\nX-Forwarded-Proto: https\nX-Forwarded-For: 203.0.113.7\nX-Forwarded-Prefix: /outside"));

        response.Status.ShouldBe(200);
        HttpMessage request = await upstream.NextRequestAsync();
        request.StartLine.ShouldBe("POST /x?a=1 HTTP/1.1");
        request["host"].ShouldBe(["gateway.example.com"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_forwarded_host_is_sent_only_where_it_was_decided_on(Order order)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(
            upstream, order, app => app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedHost }));

        (await gateway.SendAsync(Post("\nX-Forwarded-Host: other.test"))).Status.ShouldBe(200);

        (await upstream.NextRequestAsync())["host"].ShouldBe([order is Order.GatewayDecides ? "other.test" : "gateway.example.com"]);
    }

    [Theory]
    [AbuseCase("P7")]
    [InlineData("X-Original-URL: /closed")]
    [InlineData("X-Rewrite-URL: /closed")]
    [InlineData("X-Forwarded-Uri: /closed")]
    [InlineData("X-Forwarded-Host: other.test")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("X-Method-Override: DELETE")]
    [InlineData("x-envoy-original-path: /closed")]
    public async Task A_header_that_names_another_request_changes_no_decision(string header)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Order.GatewayDecides, _ => { });

        (await gateway.SendAsync(Post("\n" + header))).Status.ShouldBe(200);

        HttpMessage request = await upstream.NextRequestAsync();
        request.StartLine.ShouldBe("POST /x?a=1 HTTP/1.1");
        request["host"].ShouldBe(["gateway.example.com"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Headers_that_a_middleware_puts_back_are_changed_as_decided(Order order)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, order, app => app.Use((context, next) =>
        {
            context.Request.Headers["x-user"] = "admin";
            context.Request.Headers["x-absent"] = "admin";
            context.Request.Headers["x-api-key"] = "mine";
            context.Request.Headers.Authorization = $"Bearer {CallerToken.Text}";
            return next();
        }));

        (await gateway.SendAsync(Post(""))).Status.ShouldBe(200);

        HttpMessage request = await upstream.NextRequestAsync();
        request["x-user"].ShouldBe(["caller"]);
        request["x-absent"].ShouldBeEmpty();
        request["authorization"].ShouldBeEmpty();
        request["x-api-key"].ShouldBe(["canary"]);
    }

    [Fact]
    public async Task A_transform_of_the_apps_own_can_not_change_the_method()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(
            upstream, Order.GatewayDecides, _ => { }, proxy => proxy.AddTransforms(transforms => transforms.AddRequestTransform(context =>
            {
                context.ProxyRequest.Method = HttpMethod.Delete;
                return default;
            })));

        (await gateway.SendAsync(Post(""))).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).StartLine.ShouldBe("POST /x?a=1 HTTP/1.1");
    }

    [Fact]
    public async Task An_error_page_that_the_app_does_not_have_sends_nothing_a_second_time()
    {
        await using RawUpstream upstream = new("HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
        await using GatewayHost gateway = await StartAsync(upstream, Order.SchemeFirst, app => app.UseStatusCodePagesWithReExecute("/error/{0}"));

        HttpMessage response = await gateway.SendAsync(Post(""));

        response.Status.ShouldBe(404);
        await upstream.NextRequestAsync();
        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_failed_before_the_gateway_is_not_sent_when_the_error_page_is_made(bool throws)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Order.GatewayDecides, app =>
        {
            app.UseExceptionHandler("/error");
            app.UseStatusCodePagesWithReExecute("/error");
            app.Use((context, next) =>
            {
                if (context.Request.Path != "/x")
                {
                    return next();
                }

                context.Response.StatusCode = 403;
                return throws ? throw new InvalidOperationException() : Task.CompletedTask;
            });
        });

        (await gateway.SendAsync(Post(""))).Status.ShouldBe(throws ? 500 : 403);

        upstream.WasReached.ShouldBeFalse();
    }

    private static string Post(string headers, string path = "/x?a=1") =>
        $"POST {path} HTTP/1.1\nHost: gateway.example.com\nContent-Length: 0\nAuthorization: Bearer {CallerToken.Text}{headers}";

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, Order order, Action<WebApplication> middleware, Action<IReverseProxyBuilder>? configure = null) =>
        GatewayHost.StartAsync(
            Service,
            new LoopbackDialer(upstream.Port),
            proxy =>
            {
                configure?.Invoke(proxy);
                if (order is Order.SchemeFirst)
                {
                    proxy.Services.AddAuthentication().AddLlmPolicy();
                }
            },
            app =>
            {
                if (order is Order.GuardFirst)
                {
                    // Before routing: it does not know yet that the gateway will take the request.
                    app.UseLlmPolicy();
                }

                middleware(app);
                app.UseRouting();
            });
}
