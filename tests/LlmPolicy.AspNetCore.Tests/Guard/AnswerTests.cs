using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

public sealed class AnswerTests
{
    private static readonly string Guarded = TestManifest.WithJwt(TestManifest.Route("prefix: /api"));

    [Fact]
    public async Task A_request_without_a_token_gets_Envoys_401()
    {
        await using var app = await TestApp.Guarding(Guarded, a => a.MapGet("/api", () => "served"));

        using var response = await app.Get("/api");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("Jwt is missing");
        response.Headers.GetValues("WWW-Authenticate").ShouldBe(["Bearer realm=\"http://localhost/api\""]);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain");
    }

    [Fact]
    public async Task A_HEAD_request_is_refused_without_a_body()
    {
        await using var app = await TestApp.Guarding(Guarded, a => a.MapMethods("/api", ["HEAD"], () => "served"));
        using HttpRequestMessage request = new(HttpMethod.Head, "/api");

        using var response = await app.Client().SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_with_a_good_token_is_served()
    {
        await using var app = await TestApp.Guarding(Guarded, a => a.MapGet("/api", () => "served"));

        using var response = await app.Get("/api", TestTokens.Mint("""{"iss":"test"}"""));

        response.StatusCode.ShouldBe(HttpStatusCode.OK, app.Logs.Errors);
    }

    [Fact]
    public async Task A_caller_whom_rbac_denies_gets_Envoys_403()
    {
        string manifest = TestManifest.WithJwt(TestManifest.Route("prefix: /api", """
            rbac:
              policies:
                admins:
                  principals:
                    - jwtPrincipal:
                        claims:
                          role: admin
            """));
        await using var app = await TestApp.Guarding(manifest, a => a.MapGet("/api", () => "served"));

        using var response = await app.Get("/api", TestTokens.Mint("""{"iss":"test","role":"user"}"""));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("RBAC: access denied");
    }

    [Fact]
    public async Task A_direct_response_is_given_in_the_endpoints_place()
    {
        string manifest = TestManifest.Open("""
            - matchers:
                - prefix: /
              directResponseAction:
                status: 418
                body: short and stout
            """);
        await using var app = await TestApp.Guarding(manifest, a => a.MapGet("/tea", () => "served"));

        using var response = await app.Get("/tea");

        ((int)response.StatusCode).ShouldBe(418);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("short and stout");
    }

    [Fact]
    public async Task A_redirect_is_given_in_the_endpoints_place()
    {
        string manifest = TestManifest.Open("""
            - matchers:
                - prefix: /old
              redirectAction:
                pathRedirect: /new
            """);
        await using var app = await TestApp.Guarding(manifest, a => a.MapGet("/old", () => "served"));

        using var response = await app.Get("/old");

        response.StatusCode.ShouldBe(HttpStatusCode.MovedPermanently);
        response.Headers.Location!.ToString().ShouldBe("http://localhost/new");
    }

    [Fact]
    public async Task A_request_without_a_route_gets_404()
    {
        await using var app = await TestApp.Guarding(Guarded, a => a.MapGet("/other", () => "served"));

        using var response = await app.Get("/other");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        response.Headers.Contains("x-llmpolicy-routes").ShouldBeFalse();
    }

    [Fact]
    public async Task In_Development_a_404_says_which_hosts_and_prefixes_there_are()
    {
        var setup = TestApp.Guard(TestManifest.Open(TestManifest.Route("prefix: /api"), "llm.example"), _ => { });
        await using var app = await TestApp.OnTestServer(new Setup { Environment = "Development", Services = setup.Services, Pipeline = setup.Pipeline });

        using var response = await app.Get("/api");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        string hint = response.Headers.GetValues("x-llmpolicy-routes").Single();
        hint.ShouldContain("llm.example");
        hint.ShouldContain("prefix /api");
    }

    [Fact]
    public async Task A_guard_needs_no_upstream()
    {
        await using var app = await TestApp.Guarding(TestManifest.Open(TestManifest.Route("prefix: /")), a => a.MapGet("/x", () => "served"));

        using var response = await app.Get("/x");

        response.StatusCode.ShouldBe(HttpStatusCode.OK, app.Logs.Errors);
        app.Logs.Named("ManifestWarning").ShouldContain(l => l.Text.Contains("default/app", StringComparison.Ordinal) || l.Text.Contains("app", StringComparison.Ordinal));
    }
}
