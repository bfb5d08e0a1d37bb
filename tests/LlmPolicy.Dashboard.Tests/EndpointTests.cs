using System.Net;
using LlmPolicy.Dashboard.Support;
using LlmPolicy.TestKinds;
using Microsoft.AspNetCore.Authentication;

namespace LlmPolicy.Dashboard;

/// <summary>Who may have the page, and what every answer of it says to browsers and caches.</summary>
public sealed class EndpointTests
{
    private static readonly string[] Paths = ["", "/fresh", "/events", "/dashboard.css", "/dashboard.js"];

    [Theory]
    [InlineData("Production", false)]
    [InlineData("Staging", false)]
    [InlineData("Development", true)]
    public async Task Without_authorization_the_app_starts_in_Development_alone(string environment, bool starts)
    {
        (await StartsAsync(Manifest.Setup() with { Environment = environment })).ShouldBe(starts ? "" :
            "The endpoint 'HTTP: GET /llmpolicy/' shows what the policy does, but asks for no authorization. Add .RequireAuthorization(...) to app.MapLlmPolicyDashboard(...).");
    }

    [Fact]
    public async Task With_authorization_the_app_starts_and_all_that_belongs_to_the_page_asks_for_it()
    {
        await using var app = await DashboardApp.StartAsync(Operated());

        foreach (string path in Paths)
        {
            (await app.GetAsync($"/llmpolicy{path}", ("Authorization", $"Bearer {Manifest.Token()}"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await app.AskAsync("GET /v1")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.GetAsync("/llmpolicy", (OperatorScheme.Header, "yes"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_guard_lets_the_page_by_and_guards_the_rest()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup() with
        {
            Pipeline = app =>
            {
                app.UseRouting();
                app.UseLlmPolicy();
                app.MapGet("/v1", () => "served");
                app.MapLlmPolicyDashboard("/llmpolicy");
            },
        });

        (await app.GetAsync("/llmpolicy/")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.GetAsync("/v1")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.GetAsync("/v1", ("Authorization", $"Bearer {Manifest.Token()}"))).Body.ShouldBe("served");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/fresh")]
    [InlineData("/dashboard.css")]
    [InlineData("/dashboard.js")]
    public async Task Every_answer_is_run_framed_and_kept_by_nobody_else(string path)
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());

        CheckHeaders((await app.GetAsync($"/llmpolicy{path}")).Headers, path.StartsWith("/dashboard.", StringComparison.Ordinal) ? "no-cache, private" : "no-store");
    }

    [Fact]
    public async Task The_answers_to_a_form_and_the_stream_are_run_framed_and_kept_by_nobody_else_either()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());
        await using var events = await DecisionEvents.OpenAsync(app);

        CheckHeaders((await app.AskAsync("GET /v1")).Headers, "no-store");
        events.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        events.Response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; ");
        events.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Fact]
    public async Task An_output_cache_of_the_apps_own_keeps_nothing_of_it()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup() with
        {
            Services = builder =>
            {
                Manifest.Setup().Services(builder);
                builder.Services.AddOutputCache(options => options.AddBasePolicy(policy => policy.Expire(TimeSpan.FromHours(1))));
            },
            Pipeline = app =>
            {
                app.UseOutputCache();
                app.MapLlmPolicy();
                app.MapLlmPolicyDashboard("/llmpolicy");
            },
        });
        await app.GetAsync("/llmpolicy");
        await app.GetAsync("/v1/refused");

        (await app.GetAsync("/llmpolicy")).Body.ShouldContain("/v1/refused");
    }

    [Theory]
    [InlineData("dashboard.css", "text/css; charset=utf-8")]
    [InlineData("dashboard.js", "text/javascript; charset=utf-8")]
    public async Task Style_and_script_are_sent_once(string name, string type)
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());

        var first = await app.GetAsync($"/llmpolicy/{name}");
        var again = await app.GetAsync($"/llmpolicy/{name}", ("If-None-Match", first.Headers["etag"]));

        (first.Status, first.Headers["content-type"]).ShouldBe((HttpStatusCode.OK, type));
        first.Body.ShouldNotBeEmpty();
        (again.Status, again.Body).ShouldBe((HttpStatusCode.NotModified, ""));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "none", false)]
    [InlineData("Origin", "{address}", true)]
    [InlineData("Origin", "http://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("X-Nothing", "of the kind", false)]
    public async Task A_form_is_taken_from_the_page_itself_alone(string name, string value, bool taken)
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());

        var answer = await app.SendAsync(HttpMethod.Post, "/llmpolicy/ask", new FormUrlEncodedContent([new("request", "GET /v1")]), (name, value.Replace("{address}", app.Address, StringComparison.Ordinal)));

        (answer.Status, answer.Body.Contains("jwt.missing", StringComparison.Ordinal)).ShouldBe(taken ? (HttpStatusCode.OK, true) : (HttpStatusCode.Forbidden, false));
    }

    [Fact]
    public async Task Another_site_gets_no_stream()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());

        (await app.GetAsync("/llmpolicy/events", ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:5000", true)]
    [InlineData("app.localhost:5000", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("evil.example", false)]
    [InlineData("evil-localhost", false)]
    [InlineData("localhost.evil.example:5000", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("10.0.0.1", false)]
    public async Task Without_authorization_the_page_and_all_that_belongs_to_it_answer_loopback_alone(string host, bool answers)
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup());

        foreach (string path in Paths.Where(path => !answers || path != "/events"))
        {
            var answer = await app.GetAsync($"/llmpolicy{path}", ("Host", host), ("Sec-Fetch-Site", "same-origin"));
            answer.Status.ShouldBe(answers ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
            if (!answers)
            {
                CheckHeaders(answer.Headers, "no-store");
            }

            answer.Body.Contains("point a name of its own at this machine", StringComparison.Ordinal).ShouldBe(!answers);
        }

        (await app.SendAsync(HttpMethod.Post, "/llmpolicy/ask", new FormUrlEncodedContent([new("request", "GET /v1")]), ("Host", host), ("Sec-Fetch-Site", "same-origin")))
            .Status.ShouldBe(answers ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task With_authorization_the_page_answers_any_host()
    {
        await using var app = await DashboardApp.StartAsync(Operated());

        (await app.GetAsync("/llmpolicy", (OperatorScheme.Header, "yes"), ("Host", "operators.example"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_page_finds_what_belongs_to_it_below_another_path()
    {
        await using var app = await DashboardApp.StartAsync(Manifest.Setup() with
        {
            Pipeline = app =>
            {
                app.UsePathBase("/inner");
                app.UseRouting();
                app.MapLlmPolicy();
                app.MapLlmPolicyDashboard("/for/operators/");
            },
        });

        foreach (string path in new[] { "/inner/for/operators", "/inner/for/operators/" })
        {
            var page = await app.GetAsync(path);
            page.Body.ShouldContain("""<script src="/inner/for/operators/dashboard.js" """.TrimEnd());
            page.Body.ShouldContain("""action="/inner/for/operators/ask" """.TrimEnd());
        }

        (await app.GetAsync("/inner/for/operators/dashboard.js")).Status.ShouldBe(HttpStatusCode.OK);
        var asked = await app.SendAsync(HttpMethod.Post, "/inner/for/operators/ask", new FormUrlEncodedContent([new("request", "GET /v1")]), ("Sec-Fetch-Site", "same-origin"));
        asked.Body.ShouldContain("""action="/inner/for/operators/ask" """.TrimEnd());
    }

    private static DashboardSetup Operated()
    {
        var setup = Manifest.Setup();
        return setup with
        {
            Environment = "Production",
            Services = builder =>
            {
                setup.Services(builder);
                builder.Services.AddAuthentication("operator").AddScheme<AuthenticationSchemeOptions, OperatorScheme>("operator", null);
                builder.Services.AddAuthorization();
            },
            Pipeline = app =>
            {
                app.MapLlmPolicy();
                app.MapLlmPolicyDashboard("/llmpolicy").RequireAuthorization();
            },
        };
    }

    private static void CheckHeaders(IReadOnlyDictionary<string, string> headers, string cacheControl)
    {
        headers["content-security-policy"].ShouldBe(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        headers["x-content-type-options"].ShouldBe("nosniff");
        headers["referrer-policy"].ShouldBe("no-referrer");
        headers["cache-control"].ShouldBe(cacheControl);
    }

    private static async Task<string> StartsAsync(DashboardSetup setup)
    {
        try
        {
            await using var app = await DashboardApp.StartAsync(setup);
            return "";
        }
        catch (LlmPolicyException e)
        {
            return e.Message;
        }
    }
}
