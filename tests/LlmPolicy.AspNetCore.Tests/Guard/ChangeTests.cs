using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.AspNetCore.Tests.Guard;

public sealed class ChangeTests
{
    private static readonly string Token = TestTokens.Mint("""{"iss":"test","team":"data"}""");

    [Fact]
    public async Task The_callers_token_is_taken_off_the_headers()
    {
        await using var app = await TestApp.Guarding(
            TestManifest.WithJwt(TestManifest.Route("prefix: /")), a => a.MapGet("/x", (HttpRequest r) => $"[{r.Headers.Authorization}]"));

        (await Body(app, "/x", Token)).ShouldBe("[]");
    }

    [Fact]
    [AbuseCase("T25")]
    public async Task The_callers_token_is_taken_off_the_query_and_the_raw_target()
    {
        await using var app = await TestApp.OnKestrel(TestApp.Guard(TestManifest.WithJwt(TestManifest.Route("prefix: /")), a =>
            a.MapGet("/x", (HttpContext c) => $"{c.Request.QueryString} {c.Request.Query.Count} {c.Features.Get<IHttpRequestFeature>()!.RawTarget}")));

        var response = await app.Raw().Get($"/x?a=%41&access_token={Token}&b=2");

        response.Status.ShouldBe(200);
        response.Body.ShouldContain("?a=%41&b=2 2 /x?a=%41&b=2");
        response.Body.ShouldNotContain(Token);
    }

    [Fact]
    public async Task Request_headers_are_set_appended_and_removed()
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /", """
            headerManipulation:
              requestHeadersToAdd:
                - header: {key: x-set, value: policy}
                  append: false
                - header: {key: x-append, value: policy}
              requestHeadersToRemove: [x-gone]
            """));
        await using var app = await TestApp.Guarding(
            manifest, a => a.MapGet("/x", (HttpRequest r) => $"{r.Headers["x-set"]}|{r.Headers["x-append"]}|{r.Headers["x-gone"]}"));

        using var response = await app.Get("/x", null, ("x-set", "client"), ("x-append", "client"), ("x-gone", "client"));

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("policy|client,policy|");
    }

    [Fact]
    public async Task A_header_of_the_answer_says_what_another_says()
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /", """
            headerManipulation:
              responseHeadersToAdd:
                - header: {key: x-copy, value: 'from %RESP(x-endpoint)%, %RESP(x-none?x-two)%'}
            """));
        await using var app = await TestApp.Guarding(manifest, a => a.MapGet("/x", (HttpContext context) =>
        {
            context.Response.Headers["x-endpoint"] = "the app";
            context.Response.Headers["x-two"] = new(["one", "two"]);
        }));

        using var response = await app.Get("/x");

        response.Headers.GetValues("x-copy").ShouldBe(["from the app, one"]);
    }

    [Fact]
    public async Task Claims_reach_the_endpoint_as_headers_and_a_spoofed_one_does_not()
    {
        string manifest = TestManifest.WithJwt(TestManifest.Route("prefix: /"), """
            claimsToHeaders:
              - claim: team
                header: x-team
              - claim: absent
                header: x-absent
            """);
        await using var app = await TestApp.Guarding(
            manifest, a => a.MapGet("/x", (HttpRequest r) => $"{r.Headers["x-team"]}|{r.Headers["x-absent"]}"));

        using var response = await app.Get("/x", Token, ("x-team", "admins"), ("x-absent", "admins"));

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("data|");
    }

    [Fact]
    public async Task A_secret_never_gets_into_the_apps_request()
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /", """
            headerManipulation:
              requestHeadersToAdd:
                - headerSecretRef: {name: key, namespace: default}
            """)) + """

            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: key, namespace: default}
            type: gloo.solo.io/header
            stringData:
              x-api-key: canary-of-the-provider
            """;
        await using var app = await TestApp.Guarding(
            manifest, a => a.MapGet("/x", (HttpRequest r) => string.Join('|', r.Headers.Select(h => $"{h.Key}={h.Value}"))));

        string headers = await Body(app, "/x");

        headers.ShouldNotContain("canary");
        headers.ShouldNotContain("x-api-key");
    }

    [Fact]
    public async Task Response_headers_are_changed_when_the_endpoint_has_answered()
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /", """
            headerManipulation:
              responseHeadersToAdd:
                - header: {key: x-by, value: policy}
                  append: false
              responseHeadersToRemove: [x-internal]
            """));
        await using var app = await TestApp.Guarding(manifest, a => a.MapGet("/x", (HttpResponse r) =>
        {
            r.Headers["x-internal"] = "endpoint";
            r.Headers["x-by"] = "endpoint";
            return "served";
        }));

        using var response = await app.Get("/x");

        response.Headers.GetValues("x-by").ShouldBe(["policy"]);
        response.Headers.Contains("x-internal").ShouldBeFalse();
    }

    [Fact]
    public async Task Rewrites_of_path_and_host_are_a_gateways_business()
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /x", """
            prefixRewrite: /elsewhere
            hostRewrite: other.example
            """));
        await using var app = await TestApp.OnKestrel(TestApp.Guard(
            manifest, a => a.MapGet("/x/{**rest}", (HttpContext c) => $"{c.Request.Host} {c.Request.Path} {c.Features.Get<IHttpRequestFeature>()!.RawTarget}")));

        var response = await app.Raw().Get("/x/y?q=1");

        response.Body.ShouldContain("app /x/y /x/y?q=1");
    }

    [Fact]
    public async Task Bytes_above_ASCII_come_through_as_they_were()
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /", """
            headerManipulation:
              requestHeadersToAdd:
                - header: {key: x-copy, value: "%REQ(x-name)%"}
            """));
        await using var app = await TestApp.OnKestrel(TestApp.Guard(
            manifest, a => a.MapGet("/x", (HttpRequest r) => r.Headers["x-copy"] == r.Headers["x-name"] && r.Headers["x-copy"] == "Zoë" ? "same" : "other")));

        var response = await app.Raw().Get("/x", "x-name: Zo\u00c3\u00ab");

        response.Body.ShouldContain("same");
    }

    private static async Task<string> Body(TestApp app, string path, string? token = null)
    {
        using var response = await app.Get(path, token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, app.Logs.Errors);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
