using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Rewrite;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>What an endpoint carries out is what was decided on, whatever middleware stands between decision and guard, or behind it.</summary>
public sealed class RewriteTests
{
    private const string Rewritten = "The request was rewritten on its way to the policy or from it";

    /// <summary>Who may read with any token; deleting, and reading a secret, is for nobody.</summary>
    private static readonly string Manifest = TestManifest.WithJwt(
        """
        - matchers:
            - {prefix: /, methods: [DELETE]}
          directResponseAction: {status: 403}
        - matchers:
            - {prefix: /, queryParameters: [{name: secret}]}
          directResponseAction: {status: 403}
        - matchers:
            - {prefix: /closed}
          directResponseAction: {status: 403}

        """ + TestManifest.Route("prefix: /"));

    private static readonly string Bearer = $"Authorization: Bearer {TestTokens.Mint("""{"iss":"test","sub":"someone"}""")}";

    public enum Order
    {
        /// <summary>WebApplication puts authentication first by itself.</summary>
        SchemeThenItThenGuard,
        SchemeThenGuardThenIt,
        GuardThenIt,
        GuardThenItThenRouting,
        ItInFrontOfRequire,
    }

    public static TheoryData<Order> All => new(Enum.GetValues<Order>());

    [Theory]
    [AbuseCase("P7")]
    [MemberData(nameof(All))]
    public async Task A_method_that_a_header_overrides_is_not_carried_out(Order order)
    {
        await using var app = await Start(order, a => a.UseHttpMethodOverride());

        var overridden = await app.Raw().Send("POST", "/x", Bearer, "Content-Length: 0", "X-HTTP-Method-Override: DELETE");
        var plain = await app.Raw().Send("POST", "/x", Bearer, "Content-Length: 0");

        ShouldBeRefused(overridden, app);
        plain.Body.ShouldBe("served POST /x");
    }

    [Fact]
    public async Task A_method_that_was_overridden_before_the_decision_is_decided_on()
    {
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(Manifest),
            Pipeline = a =>
            {
                a.UseHttpMethodOverride();
                a.UseLlmPolicy();
                MapAny(a);
            },
        });

        (await app.Raw().Send("POST", "/x", Bearer, "Content-Length: 0", "X-HTTP-Method-Override: DELETE")).Status.ShouldBe(403);
        (await app.Raw().Send("POST", "/x", Bearer, "Content-Length: 0", "X-HTTP-Method-Override: PUT")).Body.ShouldBe("served PUT /x");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_query_that_is_rewritten_is_not_carried_out(Order order)
    {
        await using var app = await Start(order, a => a.UseRewriter(new RewriteOptions().AddRewrite("^x$", "x?secret=1", skipRemainingRules: true)));

        var response = await app.Raw().Get("/x?a=1", Bearer);

        ShouldBeRefused(response, app);
        (await app.Raw().Get("/y?a=1", Bearer)).Body.ShouldBe("served GET /y?a=1");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_path_that_is_rewritten_is_not_carried_out(Order order)
    {
        await using var app = await Start(order, a => a.UseRewriter(new RewriteOptions().AddRewrite("^x$", "closed", skipRemainingRules: true)));

        ShouldBeRefused(await app.Raw().Get("/x", Bearer), app);
        (await app.Raw().Get("/y", Bearer)).Body.ShouldBe("served GET /y");
    }

    /// <summary>Without routing again, as <c>UseRewriter</c> has it done.</summary>
    [Theory]
    [AbuseCase("P5")]
    [MemberData(nameof(All))]
    public async Task A_path_or_query_that_a_middleware_sets_is_not_carried_out(Order order)
    {
        foreach (Action<HttpRequest> set in (Action<HttpRequest>[])[r => r.Path = "/closed", r => r.PathBase = "/closed", r => r.QueryString = new("?secret=1"), r => r.Method = "DELETE"])
        {
            await using var app = await Start(order, a => a.Use((context, next) =>
            {
                set(context.Request);
                return next();
            }));

            RawResponse response = await app.Raw().Get("/x", Bearer);

            (response.Status, response.Body).ShouldBeOneOf((400, Rewritten), (200, "served GET /closed/x"));
        }
    }

    [Fact]
    public async Task A_query_that_was_rewritten_before_the_decision_is_refused()
    {
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(Manifest),
            Pipeline = a =>
            {
                a.Use((context, next) =>
                {
                    context.Request.QueryString = new QueryString("?secret=1");
                    return next();
                });
                a.UseLlmPolicy();
                MapAny(a);
            },
        });

        ShouldBeRefused(await app.Raw().Get("/x?a=1", Bearer), app);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("?a=%41&&b")]
    [InlineData("?a=%zz'\"|^")]
    [InlineData("??/../x")]
    public async Task A_query_that_nobody_touched_is_served(string query)
    {
        await using var app = await Start(Order.SchemeThenItThenGuard, _ => { });

        (await app.Raw().Get("/x" + query, Bearer)).Body.ShouldStartWith("served GET /x");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_base_that_is_taken_off_the_path_changes_nothing(Order order)
    {
        await using var app = await Start(order, a => a.UsePathBase("/base"));

        (await app.Raw().Get("/base/x", Bearer)).Body.ShouldBe("served GET /base/x");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Scheme_address_and_base_that_a_trusted_proxy_tells_change_nothing(Order order)
    {
        await using var app = await Start(order, a => a.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All }));

        var response = await app.Raw().Get("/x", Bearer, "X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Prefix: /outside");

        response.Body.ShouldBe("served GET /outside/x");
    }

    [Fact]
    public async Task A_host_that_is_told_after_the_decision_has_to_come_under_the_same_route()
    {
        string manifest = Manifest + "\n---\n" + TestManifest.Open("""
            - matchers:
                - {prefix: /}
              directResponseAction: {status: 403}
            """, "other.test").Replace("name: vs", "name: other", StringComparison.Ordinal);
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b =>
            {
                b.AddLlmPolicy().AddManifest(manifest);
                b.Services.AddAuthentication().AddLlmPolicy();
            },
            Pipeline = a =>
            {
                a.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedHost });
                a.UseLlmPolicy();
                MapAny(a);
            },
        });

        ShouldBeRefused(await app.Raw().Get("/x", Bearer, "X-Forwarded-Host: other.test"), app);
        (await app.Raw().Get("/x", Bearer, "X-Forwarded-Host: third.test")).Status.ShouldBe(200);
    }

    [Theory]
    [AbuseCase("P7")]
    [InlineData("X-Original-URL: /closed")]
    [InlineData("X-Rewrite-URL: /closed")]
    [InlineData("X-Forwarded-Uri: /closed")]
    [InlineData("X-Forwarded-Path: /closed")]
    [InlineData("X-Forwarded-Prefix: /closed")]
    [InlineData("X-Forwarded-Host: other.test")]
    [InlineData("X-Forwarded-Method: DELETE")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("X-HTTP-Method: DELETE")]
    [InlineData("X-Method-Override: DELETE")]
    [InlineData("x-envoy-original-path: /closed")]
    [InlineData("Forwarded: host=other.test;proto=https")]
    public async Task A_header_that_names_another_request_changes_no_decision(string header)
    {
        await using var app = await Start(Order.SchemeThenItThenGuard, _ => { });

        (await app.Raw().Get("/x", Bearer, header)).Body.ShouldBe("served GET /x");
        (await app.Raw().Get("/closed", Bearer, header.Replace("/closed", "/x", StringComparison.Ordinal).Replace("DELETE", "GET", StringComparison.Ordinal))).Status.ShouldBe(403);
    }

    /// <summary>Behind the guard they are the app's own.</summary>
    [Theory]
    [InlineData(Order.SchemeThenItThenGuard)]
    [InlineData(Order.ItInFrontOfRequire)]
    public async Task Headers_that_a_middleware_puts_back_are_changed_as_decided(Order order)
    {
        await using var app = await Start(order, a => a.Use((context, next) =>
        {
            context.Request.Headers["x-user"] = "admin";
            context.Request.Headers["x-absent"] = "admin";
            context.Request.Headers.Authorization = "Bearer other";
            return next();
        }));

        (await app.Raw().Get("/headers", Bearer)).Body.ShouldBe("[someone][][]");
    }

    [Fact]
    public async Task A_path_that_is_rewritten_from_an_exempt_endpoint_to_another_is_not_carried_out()
    {
        await using var app = await TestApp.OnKestrel(TestApp.Guard(Manifest, a =>
        {
            a.UseRewriter(new RewriteOptions().AddRewrite("^exempt/(.*)$", "$1", skipRemainingRules: true));
            a.MapGet("/exempt/{**any}", () => "exempt").DisableLlmPolicy();
            a.MapGet("/closed", () => "closed");
            a.MapGet("/other", () => "other").DisableLlmPolicy();
        }));

        (await app.Raw().Get("/exempt/closed")).Status.ShouldBe(401);
        (await app.Raw().Get("/exempt/closed", Bearer)).Status.ShouldBe(400);
        (await app.Raw().Get("/exempt/other")).Body.ShouldBe("other");
    }

    /// <summary>It has no endpoint in which the path could be compared.</summary>
    [Fact]
    public async Task What_a_middleware_answers_by_itself_to_a_rewritten_request_is_held_back()
    {
        await using var app = await TestApp.OnKestrel(TestApp.Guard(Manifest, a =>
        {
            a.UseRewriter(new RewriteOptions()
                .AddRewrite("^default$", "index.html", skipRemainingRules: true)
                .AddRewrite("^moved$", "closed", skipRemainingRules: true)
                .AddRewrite("^quiz$", "x?secret=1", skipRemainingRules: true));
            a.UseHttpMethodOverride();
            a.Run(context => context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}"));
        }));

        foreach (var response in (RawResponse[])[await app.Raw().Get("/moved", Bearer), await app.Raw().Get("/quiz", Bearer), await app.Raw().Send("POST", "/x", Bearer, "Content-Length: 0", "X-HTTP-Method-Override: PUT")])
        {
            (response.Status, response.Body).ShouldBe((500, ""));
        }

        (await app.Raw().Get("/default", Bearer)).Body.ShouldContain("GET /index.html");
        (await app.Raw().Get("/x", Bearer)).Body.ShouldContain("GET /x");
    }

    /// <summary>A gateway takes whatever no other endpoint takes; what answers in front of it is behind the guard all the same.</summary>
    [Fact]
    public async Task A_middleware_between_guard_and_gateway_is_guarded()
    {
        await using var app = await TestApp.OnKestrel(TestApp.Guard(Manifest, a =>
        {
            ((IApplicationBuilder)a).Map("/page", page => page.Run(context => context.Response.WriteAsync($"page [{context.Request.Headers.Authorization}]")));
            a.Map("/{**any}", () => "gateway").WithMetadata(new LlmPolicyEndpointMetadata(LlmPolicyEndpointRole.Gateway));
        }));

        (await app.Raw().Get("/page")).Status.ShouldBe(401);
        (await app.Raw().Get("/page", Bearer)).Body.ShouldContain("page []");
    }

    [Fact]
    public async Task An_error_page_is_made_under_the_decision_on_the_request_that_failed()
    {
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b =>
            {
                b.AddLlmPolicy().AddManifest(Manifest);
                b.Services.AddAuthentication().AddLlmPolicy();
            },
            Pipeline = a =>
            {
                a.UseExceptionHandler("/error");
                a.UseStatusCodePagesWithReExecute("/error", "?code={0}");
                a.UseLlmPolicy();
                a.MapGet("/throws", (Func<string>)(() => throw new InvalidOperationException()));
                a.MapGet("/gone", () => Results.NotFound());
                a.MapGet("/error", (HttpContext c) => $"page {c.Features.Get<ILlmPolicyFeature>()!.Request.Target}");
            },
        });

        (await app.Raw().Get("/throws", Bearer)).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(500), r => r.Body.ShouldBe("page /throws"));
        (await app.Raw().Get("/gone", Bearer)).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(404), r => r.Body.ShouldBe("page /gone"));
        (await app.Raw().Get("/throws")).Status.ShouldBe(401);
    }

    private static void ShouldBeRefused(RawResponse response, TestApp app)
    {
        response.Status.ShouldBe(400);
        response.Body.ShouldBe(Rewritten);
        app.Logs.Named("Refused").ShouldHaveSingleItem().Text.ShouldContain("target.rewritten");
    }

    private static Task<TestApp> Start(Order order, Action<WebApplication> middleware) => TestApp.OnKestrel(new Setup
    {
        Services = b =>
        {
            b.AddLlmPolicy().AddManifest(Manifest.Replace(
                "issuer: test", "issuer: test\n            claimsToHeaders: [{claim: sub, header: x-user}, {claim: absent, header: x-absent}]", StringComparison.Ordinal));
            if (order is Order.SchemeThenItThenGuard or Order.SchemeThenGuardThenIt or Order.ItInFrontOfRequire)
            {
                b.Services.AddAuthentication().AddLlmPolicy();
            }
        },
        Pipeline = a =>
        {
            if (order is Order.SchemeThenGuardThenIt or Order.GuardThenIt or Order.GuardThenItThenRouting)
            {
                a.UseLlmPolicy();
            }

            middleware(a);
            if (order is Order.SchemeThenItThenGuard)
            {
                a.UseLlmPolicy();
            }

            if (order is Order.GuardThenItThenRouting)
            {
                a.UseRouting();
            }

            var endpoint = MapAny(a);
            if (order is Order.ItInFrontOfRequire)
            {
                endpoint.RequireLlmPolicy();
            }
        },
    });

    private static RouteHandlerBuilder MapAny(WebApplication app) =>
        app.Map("/{**any}", (HttpRequest r) => r.Path == "/headers"
            ? $"[{r.Headers["x-user"]}][{r.Headers["x-absent"]}][{r.Headers.Authorization}]"
            : $"served {r.Method} {r.PathBase}{r.Path}{r.QueryString}");
}
