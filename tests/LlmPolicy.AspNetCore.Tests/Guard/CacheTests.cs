using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>One caller's answer is nobody else's: not by output caching, response caching or an HTTP cache, in front of the guard or behind it.</summary>
public sealed class CacheTests
{
    private const string Cacheable = "public, max-age=600, s-maxage=900";

    private static readonly string Manifest = TestManifest.WithJwt(
        TestManifest.Route("prefix: /api") + TestManifest.Route("prefix: /open", "jwt: {disable: true}")
        + TestManifest.Route("prefix: /shared", """
            headerManipulation:
              responseHeadersToAdd:
                - header: {key: cache-control, value: "public, max-age=60"}
                  append: false
            """),
        """
        claimsToHeaders:
          - claim: sub
            header: x-user
        tokenSource:
          headers:
            - {header: authorization, prefix: "Bearer "}
            - {header: x-token}
          queryParams: [access_token]
        """);

    private static readonly string Alice = TestTokens.Mint("""{"iss":"test","sub":"alice"}""");

    private static readonly string Bob = TestTokens.Mint("""{"iss":"test","sub":"bob"}""");

    public enum Cache
    {
        Output,
        Response,
    }

    public enum Place
    {
        InFront,
        Behind,
        /// <summary>In front of an endpoint that is guarded from within.</summary>
        Require,
        /// <summary>Behind the authentication scheme, which decides, and in front of the guard.</summary>
        Between,
    }

    public static TheoryData<Cache, Place, string> All => new MatrixTheoryData<Cache, Place, string>(
        Enum.GetValues<Cache>(), Enum.GetValues<Place>(), ["Authorization", "x-token", "query"]);

    public static TheoryData<Cache, Place> Places => new MatrixTheoryData<Cache, Place>(Enum.GetValues<Cache>(), Enum.GetValues<Place>());

    [Theory]
    [MemberData(nameof(All))]
    public async Task Each_caller_gets_an_answer_of_its_own(Cache cache, Place place, string where)
    {
        await using TestApp app = await Start(cache, place);

        (await Ask(app, "/api/me", where, Alice)).Body.ShouldBe("alice 1");
        (await Ask(app, "/api/me", where, Bob)).Body.ShouldBe("bob 2");
        (await Ask(app, "/api/me", where, Alice)).Body.ShouldBe("alice 3");
        (await Ask(app, "/api/me", where, "nobody")).Status.ShouldBe(401);
        (await Ask(app, "/api/empty", where, Alice)).Status.ShouldBe(200);
        (await Ask(app, "/api/empty", where, "nobody")).Status.ShouldBe(401);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task What_is_served_without_an_endpoint_is_not_kept_either(Cache cache, Place place)
    {
        int served = 0;
        await using TestApp app = await Start(cache, place is Place.Require ? Place.Behind : place, a => a.Run(context =>
        {
            context.Response.Headers.CacheControl = Cacheable;
            return context.Response.WriteAsync($"{context.Request.Headers["x-user"]} {++served}");
        }));

        (await Ask(app, "/api/run", "x-token", Alice)).Body.ShouldBe("alice 1");
        (await Ask(app, "/api/run", "x-token", Bob)).Body.ShouldBe("bob 2");
        (await Ask(app, "/api/run", "x-token", "nobody")).Status.ShouldBe(401);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task What_the_policy_does_not_guard_is_kept_as_ever(Cache cache, Place place)
    {
        await using TestApp app = await Start(cache, place);

        (await Ask(app, "/exempt", "none", "")).Body.ShouldBe(" 1");
        (await Ask(app, "/exempt", "none", "")).Body.ShouldBe(" 1");
    }

    [Fact]
    public async Task Callers_that_ask_at_the_same_time_get_answers_of_their_own()
    {
        TaskCompletionSource aliceIsIn = new();
        TaskCompletionSource goOn = new();
        await using TestApp app = await Start(Cache.Output, Place.Behind, a => a.MapGet("/api/slow", async (HttpRequest r) =>
        {
            string user = $"{r.Headers["x-user"]}";
            if (user == "alice")
            {
                aliceIsIn.SetResult();
                await goOn.Task;
            }

            return user;
        }).CacheOutput());

        var alice = Ask(app, "/api/slow", "x-token", Alice);
        await aliceIsIn.Task;
        var bob = Ask(app, "/api/slow", "x-token", Bob);
        goOn.SetResult();

        (await alice).Body.ShouldBe("alice");
        (await bob).Body.ShouldBe("bob");
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("x-token")]
    [InlineData("query")]
    public async Task An_HTTP_cache_is_told_that_the_answer_is_a_callers_own(string where)
    {
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(Manifest, MapEndpoints));

        (await Ask(app, "/api/me", where, Alice)).Head.ShouldContain("Cache-Control: max-age=600, private", Case.Insensitive);
        (await Ask(app, "/api/plain", where, Alice)).Head.ShouldContain("Cache-Control: private", Case.Insensitive);
        (await Ask(app, "/api/stored", where, Alice)).Head.ShouldContain("Cache-Control: no-store, private", Case.Insensitive);
        (await Ask(app, "/api/odd", where, Alice)).Head.ShouldContain("Cache-Control: no-store", Case.Insensitive);
        (await Ask(app, "/api/field", where, Alice)).Head.ShouldContain("Cache-Control: private\r\n", Case.Insensitive);
        (await Ask(app, "/api/targeted", where, Alice)).Head.ShouldNotContain("CDN-Cache-Control", Case.Insensitive);
    }

    [Fact]
    public async Task An_answer_for_anyone_and_what_the_manifest_says_stay_as_they_are()
    {
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(Manifest, MapEndpoints));

        (await Ask(app, "/open", "none", "")).Head.ShouldContain($"Cache-Control: {Cacheable}", Case.Insensitive);
        (await Ask(app, "/shared", "x-token", Alice)).Head.ShouldContain("Cache-Control: public, max-age=60", Case.Insensitive);
    }

    [Fact]
    public async Task A_callers_own_directives_for_caches_reach_the_endpoint()
    {
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(Manifest, a => a.MapGet("/api/asked", (HttpRequest r) => $"{r.Headers.CacheControl}")));

        (await app.Raw().Get("/api/asked", $"x-token: {Alice}", "Cache-Control: no-cache")).Body.ShouldStartWith("no-cache");
    }

    private static Task<RawResponse> Ask(TestApp app, string path, string where, string token) => where switch
    {
        "query" => app.Raw().Get($"{path}?access_token={token}"),
        "none" => app.Raw().Get(path),
        "Authorization" => app.Raw().Get(path, $"Authorization: Bearer {token}"),
        _ => app.Raw().Get(path, $"{where}: {token}"),
    };

    private static Task<TestApp> Start(Cache cache, Place place, Action<WebApplication>? endpoints = null) => TestApp.OnKestrel(new Setup
    {
        Services = b =>
        {
            b.AddLlmPolicy().AddManifest(Manifest);
            b.Services.AddResponseCaching().AddOutputCache(o => o.AddBasePolicy(p => p.Cache()));
            if (place is Place.Between)
            {
                b.Services.AddAuthentication().AddLlmPolicy();
            }
        },
        Pipeline = a =>
        {
            if (place is Place.Behind)
            {
                a.UseLlmPolicy();
            }

            _ = cache is Cache.Output ? a.UseOutputCache() : a.UseResponseCaching();
            if (place is Place.InFront or Place.Between)
            {
                a.UseLlmPolicy();
            }

            if (endpoints is not null)
            {
                endpoints(a);
            }
            else
            {
                RouteGroupBuilder group = a.MapGroup("/");
                MapEndpoints(group);
                if (place is Place.Require)
                {
                    group.RequireLlmPolicy();
                }
            }

            int served = 0;
            a.MapGet("/exempt", (HttpContext c) =>
            {
                c.Response.Headers.CacheControl = Cacheable;
                return $"{c.Request.Headers["x-user"]} {++served}";
            }).DisableLlmPolicy();
        },
    });

    private static void MapEndpoints(IEndpointRouteBuilder app)
    {
        int served = 0;
        string Serve(HttpContext context, string? cacheControl)
        {
            context.Response.Headers.CacheControl = cacheControl;
            return $"{context.Request.Headers["x-user"]} {++served}";
        }

        app.MapGet("/api/me", (HttpContext c) => Serve(c, Cacheable)).CacheOutput();
        app.MapGet("/api/empty", (HttpContext c) => { Serve(c, Cacheable); }).CacheOutput();
        app.MapGet("/api/plain", (HttpContext c) => Serve(c, null));
        app.MapGet("/api/stored", (HttpContext c) => Serve(c, "public, no-store"));
        app.MapGet("/api/odd", (HttpContext c) => Serve(c, "max-age=\"1, public"));
        app.MapGet("/api/field", (HttpContext c) => Serve(c, "private=\"x-user, x-other\", public"));
        app.MapGet("/api/targeted", (HttpContext c) =>
        {
            c.Response.Headers["CDN-Cache-Control"] = "max-age=600";
            return Serve(c, Cacheable);
        });
        app.MapGet("/open", (HttpContext c) => Serve(c, Cacheable));
        app.MapGet("/shared", (HttpContext c) => Serve(c, null));
    }
}
