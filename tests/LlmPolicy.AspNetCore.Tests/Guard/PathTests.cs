using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.FileProviders;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>Spellings that ASP.NET Core takes for an endpoint and Envoy for another path.</summary>
public sealed class PathTests
{
    private static readonly string Manifest = TestManifest.Open(
        TestManifest.Marked("exact: /admin", "admin") + TestManifest.Marked("prefix: /docs/secret", "secret") + TestManifest.Marked("prefix: /", "rest"));

    [Theory]
    [InlineData("/ADMIN")]
    [InlineData("/admin/")]
    [InlineData("/%41dmin")]
    [InlineData("/x/%2E%2e/ADMIN")]
    [InlineData("http://app/Admin")]
    [InlineData("/docs/SECRET/x")]
    [InlineData("/docs//secret/x")]
    [InlineData("/docs/%2573ecret/x")]
    [InlineData("/docs%2Fsecret/x")]
    [InlineData("/docs/x%5C..%5Csecret")]
    public async Task A_spelling_that_reaches_an_endpoint_past_its_route_is_ambiguous(string target)
    {
        await using var app = await Start();

        var response = await app.Raw().Get(target);

        response.Status.ShouldBe(400);
        response.Body.ShouldNotContain("route");
        app.Logs.Named("Refused").ShouldHaveSingleItem().Text.ShouldContain("target.");
    }

    [Theory]
    [InlineData("/admin", "admin by route admin")]
    [InlineData("/admin?x=%41//", "admin by route admin")]
    [InlineData("/%61dmin", "admin by route admin")]
    [InlineData("/x/../admin", "admin by route admin")]
    [InlineData("http://app/admin", "admin by route admin")]
    [InlineData("/docs/secret/x", "docs by route secret")]
    [InlineData("/docs/a%2Fb", "docs by route rest")]
    [InlineData("/docs/caf%C3%A9/%20", "docs by route rest")]
    [InlineData("/DOCS/x", "docs by route rest")]
    [InlineData("/docs", "docs by route rest")]
    public async Task A_spelling_that_stays_under_the_endpoints_route_is_served(string target, string served)
    {
        await using var app = await Start();

        var response = await app.Raw().Get(target);

        response.Status.ShouldBe(200, app.Logs.Errors);
        response.Body.ShouldContain(served);
    }

    [Theory]
    [InlineData("/base/admin", 200)]
    [InlineData("/BASE/admin", 400)]
    [InlineData("/base/ADMIN", 400)]
    [InlineData("/base/admin/", 400)]
    public async Task The_path_base_counts_as_a_part_of_the_path(string target, int status)
    {
        string manifest = TestManifest.Open(TestManifest.Marked("exact: /base/admin", "admin") + TestManifest.Marked("prefix: /", "rest"));
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(manifest),
            Pipeline = a =>
            {
                a.UsePathBase("/base");
                a.UseRouting();
                a.UseLlmPolicy();
                a.MapGet("/admin", () => "admin");
            },
        });

        (await app.Raw().Get(target)).Status.ShouldBe(status, app.Logs.Errors);
    }

    [Theory]
    [InlineData("/PRIVATE/file.txt")]
    [InlineData("//private/file.txt")]
    [InlineData("/./%70rivate/file.txt")]
    [InlineData("/x/..//private/file.txt")]
    public async Task A_file_is_not_served_under_another_route_than_its_paths(string target)
    {
        using TempFolder folder = new();
        string root = folder.FullName;
        Directory.CreateDirectory(Path.Combine(root, "private"));
        await File.WriteAllTextAsync(Path.Combine(root, "private", "file.txt"), "contents", TestContext.Current.CancellationToken);
        string manifest = TestManifest.Open("""
            - matchers: [{prefix: /private}]
              directResponseAction: {status: 403, body: private}

            """ + TestManifest.Marked("prefix: /", "rest"));
        await using var app = await TestApp.OnKestrel(TestApp.Guard(
            manifest, a => a.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(root) })));

        var response = await app.Raw().Get(target);

        response.Status.ShouldBeOneOf(400, 403);
        response.Body.ShouldNotContain("contents");
    }

    [Fact]
    public async Task A_default_value_stands_for_the_segment_that_is_left_out()
    {
        string manifest = TestManifest.Open(
            TestManifest.Marked("prefix: /Reports/Secret", "secret") + TestManifest.Marked("prefix: /", "rest"));
        await using var app = await TestApp.OnKestrel(TestApp.Guard(manifest, a => a.MapGet("/{kind=Reports}/{name=Secret}", () => "served")));

        (await app.Raw().Get("/")).Status.ShouldBe(400);
        (await app.Raw().Get("/reports")).Status.ShouldBe(400);
        (await app.Raw().Get("/Reports/Secret")).Status.ShouldBe(200);
        (await app.Raw().Get("/Reports/Other")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_catch_all_counts_as_its_pattern_with_the_slash()
    {
        string manifest = TestManifest.Open(TestManifest.Marked("prefix: /docs/", "docs") + TestManifest.Marked("prefix: /", "rest"));
        await using var app = await TestApp.OnKestrel(TestApp.Guard(manifest, a => a.MapGet("/docs/{**rest}", () => "served")));

        (await app.Raw().Get("/docs/")).Status.ShouldBe(200);
        (await app.Raw().Get("/docs/x")).Status.ShouldBe(200);
        (await app.Raw().Get("/docs")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_pattern_that_ends_in_a_slash_comes_under_one_route_with_and_without_it()
    {
        string prefix = TestManifest.Open(TestManifest.Marked("prefix: /api", "api") + TestManifest.Marked("prefix: /", "rest"));
        string exact = TestManifest.Open(TestManifest.Marked("exact: /api", "api") + TestManifest.Marked("prefix: /", "rest"));
        static void Endpoints(WebApplication app) => app.MapGroup("/api").MapGet("/", () => "served");

        await using var both = await TestApp.OnKestrel(TestApp.Guard(prefix, Endpoints));
        (await both.Raw().Get("/api")).Status.ShouldBe(200);
        (await both.Raw().Get("/api/")).Status.ShouldBe(200);
        await using var one = await TestApp.OnKestrel(TestApp.Guard(exact, Endpoints));
        (await one.Raw().Get("/api")).Status.ShouldBe(400);
        (await one.Raw().Get("/api/")).Status.ShouldBe(400);
    }

    [Theory]
    [AbuseCase("P4")]
    [InlineData("/a/X1")]
    [InlineData("/a/%2578%31")]
    [InlineData("//a/x1")]
    public async Task A_regex_route_is_not_dodged_by_case_escapes_or_slashes(string target)
    {
        string manifest = TestManifest.Open(TestManifest.Marked("regex: /a/[a-z][0-9]", "regex") + TestManifest.Marked("prefix: /", "rest"));
        await using var app = await TestApp.OnKestrel(TestApp.Guard(manifest, a => a.MapGet("/{**any}", () => "served")));

        (await app.Raw().Get(target)).Status.ShouldBe(400);
        (await app.Raw().Get("/a/x1")).Status.ShouldBe(200);
        (await app.Raw().Get("/a/X1x")).Status.ShouldBe(200);
    }

    [Fact]
    [AbuseCase("P4")]
    public async Task A_prefix_with_further_conditions_is_not_dodged_by_case()
    {
        string manifest = TestManifest.Open(
            TestManifest.Marked("{prefix: /a/private, methods: [GET], headers: [{name: ':method', value: GET}]}", "private") + TestManifest.Marked("prefix: /", "rest"));
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(manifest, a => a.MapGet("/a/{**any}", () => "served")));

        (await app.Raw().Get("/a/private/x")).Status.ShouldBe(200);
        (await app.Raw().Get("/a/Private/x")).Status.ShouldBe(400);
        (await app.Raw().Get("/a/public")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_prefix_written_with_escapes_is_served_as_it_is_written()
    {
        string manifest = TestManifest.Open(TestManifest.Marked("prefix: /caf%c3%a9", "cafe") + TestManifest.Marked("prefix: /", "rest"));
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(manifest, a => a.MapGet("/café", () => "served")));

        (await app.Raw().Get("/caf%c3%a9")).Status.ShouldBe(200);
        (await app.Raw().Get("/caf%C3%A9")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_base_that_a_trusted_proxy_took_off_is_no_part_of_the_path()
    {
        await using TestApp app = await TestApp.OnKestrel(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(Manifest),
            Pipeline = a =>
            {
                a.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix });
                a.UseRouting();
                a.UseLlmPolicy();
                a.MapGet("/admin", (HttpRequest r) => $"{r.PathBase} by route {r.Headers["x-route"]}");
            },
        });

        (await app.Raw().Get("/admin", "X-Forwarded-Prefix: /outside")).Body.ShouldBe("/outside by route admin");
        (await app.Raw().Get("/ADMIN", "X-Forwarded-Prefix: /outside")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_path_that_an_earlier_middleware_rewrote_is_refused()
    {
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(Manifest),
            Pipeline = a =>
            {
                a.Use((context, next) =>
                {
                    context.Request.Path = "/admin";
                    return next();
                });
                a.UseRouting();
                a.UseLlmPolicy();
                a.MapGet("/admin", () => "served");
            },
        });

        var response = await app.Raw().Get("/x");

        response.Status.ShouldBe(400);
        app.Logs.Named("Refused").ShouldHaveSingleItem().Text.ShouldContain("target.rewritten");
    }

    [Fact]
    public async Task A_path_that_a_later_middleware_rewrites_before_routing_is_refused()
    {
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(Manifest),
            Pipeline = a =>
            {
                a.UseLlmPolicy();
                a.Use((context, next) =>
                {
                    context.Request.Path = "/admin";
                    return next();
                });
                a.UseRouting();
                a.MapGet("/admin", () => "served");
            },
        });

        (await app.Raw().Get("/x")).Status.ShouldBe(400);
        (await app.Raw().Get("/admin")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("/branch/admin", 200)]
    [InlineData("/branch/ADMIN", 400)]
    [InlineData("/BRANCH/admin", 400)]
    [InlineData("/branch/admin/", 400)]
    public async Task Routing_in_a_branch_behind_the_guard_is_checked_too(string target, int status)
    {
        string manifest = TestManifest.Open(TestManifest.Marked("exact: /branch/admin", "admin") + TestManifest.Marked("prefix: /", "rest"));
        await using var app = await TestApp.OnKestrel(TestApp.Guard(manifest, a => a.Map("/branch", branch =>
        {
            branch.UseRouting();
            branch.UseEndpoints(e => e.MapGet("/admin", () => "served"));
        })));

        (await app.Raw().Get(target)).Status.ShouldBe(status, app.Logs.Errors);
    }

    [Fact]
    public async Task Without_a_raw_target_the_path_is_put_together_again()
    {
        string manifest = TestManifest.Open(TestManifest.Marked("prefix: /a%20b", "escaped"));
        await using var app = await TestApp.Guarding(manifest, a => a.MapGet("/a b", (HttpRequest r) => $"{r.Headers["x-route"]}{r.QueryString}"));

        using var response = await app.Get("/a%20b?q=%20");

        response.StatusCode.ShouldBe(HttpStatusCode.OK, app.Logs.Errors);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("escaped?q=%20");
    }

    private static Task<TestApp> Start() => TestApp.OnKestrel(TestApp.Guard(Manifest, a =>
    {
        a.MapGet("/admin", (HttpRequest r) => $"admin by route {r.Headers["x-route"]}");
        a.MapGet("/docs/{**rest}", (HttpRequest r) => $"docs by route {r.Headers["x-route"]}");
    }));
}
