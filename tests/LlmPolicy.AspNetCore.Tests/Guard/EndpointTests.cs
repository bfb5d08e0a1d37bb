using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Routing;

namespace LlmPolicy.AspNetCore.Tests.Guard;

public sealed class EndpointTests
{
    private static readonly string Manifest = TestManifest.WithJwt(TestManifest.Marked("prefix: /api", "api"));

    [Fact]
    public async Task DisableLlmPolicy_exempts_an_endpoint()
    {
        await using var app = await TestApp.Guarding(Manifest, a =>
        {
            a.MapGet("/healthz", () => "healthy").DisableLlmPolicy();
            a.MapGet("/api/open", () => "open").DisableLlmPolicy();
            a.MapGet("/other", () => "served");
        });

        (await app.Get("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/api/open")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/other")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_exempt_endpoint_answers_probes_that_send_an_address_as_Host()
    {
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(
            TestManifest.Open(TestManifest.Route("prefix: /"), "llm.example"), a => a.MapGet("/healthz", () => "healthy").DisableLlmPolicy()));

        (await app.Raw().Get("/healthz")).Body.ShouldBe("healthy");
        (await app.Raw().Get("/other")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task RequireLlmPolicy_guards_one_endpoint_alone()
    {
        await using var app = await TestApp.OnTestServer(WithoutMiddleware(a =>
        {
            a.MapGet("/api", (HttpRequest r) => $"{r.Headers["x-route"]}{r.Headers.Authorization}").RequireLlmPolicy();
            a.MapGet("/other", () => "open");
        }));

        (await app.Get("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Get("/other")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var served = await app.Get("/api", TestTokens.Mint("""{"iss":"test"}"""));
        (await served.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("api");
    }

    [Fact]
    public async Task RequireLlmPolicy_checks_the_endpoints_path()
    {
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(
                TestManifest.Open(TestManifest.Marked("exact: /api", "api") + TestManifest.Marked("prefix: /", "rest"))),
            Pipeline = a => a.MapGet("/api", () => "served").RequireLlmPolicy(),
        });

        (await app.Raw().Get("/api")).Status.ShouldBe(200);
        (await app.Raw().Get("/API")).Status.ShouldBe(400);
        (await app.Raw().Get("/api/")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task An_endpoints_word_counts_more_than_its_groups()
    {
        await using var app = await TestApp.OnTestServer(WithoutMiddleware(a =>
        {
            var group = a.MapGroup("/api").RequireLlmPolicy();
            group.MapGet("/guarded", () => "served");
            group.MapGet("/open", () => "served").DisableLlmPolicy();
        }));

        (await app.Get("/api/guarded")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Get("/api/open")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Middleware_and_RequireLlmPolicy_together_apply_the_policy_once()
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /", """
            headerManipulation:
              requestHeadersToAdd:
                - header: {key: x-append, value: once}
              responseHeadersToAdd:
                - header: {key: x-answer, value: once}
            """));
        await using var app = await TestApp.Guarding(
            manifest, a => a.MapGet("/x", (HttpRequest r) => r.Headers["x-append"].ToString()).RequireLlmPolicy());

        using var response = await app.Get("/x");

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("once");
        response.Headers.GetValues("x-answer").ShouldBe(["once"]);
    }

    [Fact]
    public async Task Guard_and_gateway_in_one_app_evaluate_once()
    {
        List<PolicyDecision> decisions = [];
        await using var app = await TestApp.Guarding(Manifest, a =>
        {
            a.Use(async (context, next) =>
            {
                decisions.Add((await context.RequestServices.GetRequiredService<PolicyGate>().EvaluateAsync(context)).Decision);
                await next();
            });
            a.Map("/api/{**rest}", async (HttpContext context) =>
            {
                decisions.Add((await context.RequestServices.GetRequiredService<PolicyGate>().EvaluateAsync(context)).Decision);
                return context.Request.Headers.Authorization.ToString();
            }).WithMetadata(new LlmPolicyEndpointMetadata(LlmPolicyEndpointRole.Gateway));
        });

        using var response = await app.Get("/api/x", TestTokens.Mint("""{"iss":"test"}"""));

        decisions.Count.ShouldBe(2);
        decisions[1].ShouldBeSameAs(decisions[0]);
        // What stands between them gets the request as an endpoint does; a gateway goes by the one that was decided on.
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_guard_before_routing_leaves_the_response_to_the_gateway()
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /", """
            headerManipulation:
              requestHeadersToAdd:
                - header: {key: x-append, value: policy}
              responseHeadersToAdd:
                - header: {key: x-answer, value: policy}
            """));
        await using TestApp app = await TestApp.OnKestrel(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(manifest),
            Pipeline = a =>
            {
                a.UseLlmPolicy();
                a.UseRouting();
                a.Map("/{**rest}", (HttpContext c) => string.Join(',', c.Features.Get<ILlmPolicyFeature>()!.Request.Headers.Select(h => h.Name)))
                    .WithMetadata(new LlmPolicyEndpointMetadata(LlmPolicyEndpointRole.Gateway));
            },
        });

        RawResponse response = await app.Raw().Get("/x", "x-own: 1");

        response.Body.Split(',').ShouldBe(["Connection", "x-own"], ignoreOrder: true);
        response.Head.ShouldNotContain("x-answer");
    }

    [Theory]
    [InlineData("/api/a%2Fb")]
    [InlineData("/api/SECRET")]
    [InlineData("/api/secret/")]
    public async Task A_gateways_path_is_the_raw_one_alone(string target)
    {
        string manifest = TestManifest.Open(TestManifest.Marked("prefix: /api/secret/x", "secret")
            + TestManifest.Marked("prefix: /api/a/b", "ab") + TestManifest.Marked("prefix: /api", "api"));
        await using var app = await TestApp.OnKestrel(TestApp.Guard(manifest, a => a
            .Map("/{**rest}", async (HttpContext c) => (await c.RequestServices.GetRequiredService<PolicyGate>().EvaluateAsync(c)).Decision.Route?.Name)
            .WithMetadata(new LlmPolicyEndpointMetadata(LlmPolicyEndpointRole.Gateway))));

        (await app.Raw().Get(target)).Body.ShouldBe("routes[2]");
    }

    [Fact]
    public async Task The_error_page_of_a_request_that_was_let_in_keeps_its_decision()
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(Manifest),
            Pipeline = a =>
            {
                a.UseExceptionHandler("/error");
                a.UseLlmPolicy();
                a.MapGet("/api", string () => throw new InvalidOperationException("endpoint"));
                a.MapGet("/error", (HttpContext c) => $"page for {c.Features.Get<IExceptionHandlerPathFeature>()!.Path} {c.Features.Get<ILlmPolicyFeature>()!.Decision.Reason}");
            },
        });

        using var failed = await app.Get("/api", TestTokens.Mint("""{"iss":"test"}"""));
        using var direct = await app.Get("/error");

        failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await failed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("page for /api forwarded");
        direct.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_error_page_of_a_refused_request_keeps_the_refusals_status()
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(Manifest),
            Pipeline = a =>
            {
                a.UseStatusCodePagesWithReExecute("/status/{0}");
                a.UseLlmPolicy();
                a.MapGet("/status/{code}", (string code) => $"page {code}");
            },
        });

        using var response = await app.Get("/nowhere");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("page 404");
        app.Logs.Named("Refused").Count().ShouldBe(1);
    }

    private static Setup WithoutMiddleware(Action<WebApplication> endpoints) => new()
    {
        Services = b => b.AddLlmPolicy().AddManifest(Manifest),
        Pipeline = endpoints,
    };
}
