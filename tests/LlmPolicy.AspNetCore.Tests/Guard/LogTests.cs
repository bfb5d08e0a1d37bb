using System.Text.RegularExpressions;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Guard;

public sealed class LogTests
{
    private static readonly string Manifest = TestManifest.WithJwt(TestManifest.Route("prefix: /api", """
        rbac:
          policies:
            admins:
              principals:
                - jwtPrincipal:
                    claims:
                      role: admin
        """));

    [Fact]
    public async Task Each_refusal_is_one_line_with_decision_generation_reason_route_and_rule()
    {
        await using var app = await TestApp.Guarding(Manifest, a => a.MapGet("/api", () => "served"));

        await app.Get("/api");

        var line = app.Logs.Named("Refused").ShouldHaveSingleItem();
        line.Level.ShouldBe(LogLevel.Information);
        line.Text.ShouldContain("401");
        line.Text.ShouldContain(ReasonCodes.JwtMissing);
        line.Text.ShouldContain("default/vs:routes[0]");
        line.Text.ShouldMatch(@"test\.yaml\(\d+,\d+\)");
        line.Text.ShouldContain(app.Services.GetRequiredService<PolicyStore>().Current.Policy.Generation);
        line.Text.ShouldMatch("Decision [0-9a-f]{32}:");
    }

    [Fact]
    public async Task Each_decision_has_an_id_of_its_own_that_no_caller_chooses()
    {
        await using var app = await TestApp.Guarding(Manifest, a => a.MapGet("/api", () => "served"));

        await app.Get("/api", null, ("traceparent", "00-11111111111111111111111111111111-2222222222222222-01"));
        await app.Get("/api", null, ("traceparent", "00-11111111111111111111111111111111-2222222222222222-01"));

        string[] ids = [.. app.Logs.Named("Refused").Select(l => Regex.Match(l.Text, "Decision ([0-9a-f]{32})").Groups[1].Value)];
        ids.Distinct().Count().ShouldBe(2);
        ids.ShouldNotContain("11111111111111111111111111111111");
    }

    [Theory]
    [AbuseCase("T33")]
    [InlineData("Production", false)]
    [InlineData("Staging", false)]
    [InlineData("Development", true)]
    public async Task Every_response_carries_the_decisions_id_and_in_Development_alone_the_reason(string environment, bool told)
    {
        await using var app = await TestApp.OnTestServer(TestApp.Guard(Manifest, a => a.MapGet("/api", (HttpContext context, ILogger<LogTests> logger) =>
        {
            logger.Log(LogLevel.Information, default, "in the app", null, (text, _) => text);
            context.Response.Headers["x-llmpolicy-decision"] = "of the app's own";
        })) with
        { Environment = environment });

        using var refused = await app.Get("/api");
        using var served = await app.Get("/api", TestTokens.Mint("""{"iss":"test","role":"admin"}"""));

        string id = refused.Headers.GetValues("x-llmpolicy-decision").ShouldHaveSingleItem();
        app.Logs.Named("Refused").ShouldHaveSingleItem().Text.ShouldStartWith($"Decision {id}: refused with 401 jwt.missing");
        string other = served.Headers.GetValues("x-llmpolicy-decision").ShouldHaveSingleItem();
        other.ShouldMatch("^[0-9a-f]{32}$");
        other.ShouldNotBe(id);
        refused.Headers.TryGetValues("x-llmpolicy-reason", out var reason).ShouldBe(told);
        served.Headers.Contains("x-llmpolicy-reason").ShouldBe(told);
        string.Concat(reason ?? []).ShouldBe(told ? "jwt.missing" : "");
        var scopes = app.Logs.Lines.Single(l => l.Text.StartsWith("in the app", StringComparison.Ordinal)).Scopes;
        scopes.Contains($"LlmPolicy decision {other}: forwarded").ShouldBe(told);
    }

    [Fact]
    public async Task A_refusals_log_line_alone_tells_which_claim_was_of_which_type()
    {
        await using var app = await TestApp.Guarding(Manifest, a => a.MapGet("/api", () => "served"));

        await app.Get("/api", TestTokens.Mint("""{"iss":"test","role":["canary"]}"""));

        string line = app.Logs.Named("Refused").ShouldHaveSingleItem().Text;
        var record = DecisionRecord.Find(line).ShouldNotBeNull();
        record.Claims.Select(c => (c.Policy, c.Claim, c.Found)).ShouldBe([("admins", "role", "list")]);
        var policy = app.Services.GetRequiredService<PolicyStore>().Current.Policy;
        policy.ExplainRecord(record)[0].Text.ShouldEndWith("answered with 403: rbac.denied");
        policy.ExplainRecord(record).ShouldNotContain(step => step.Text.Contains("generation"));
        policy.ExplainRecord(record with { Generation = "another" }).ShouldContain(step => step.Text.Contains("made by generation another"));
        line.ShouldNotContain("canary");
    }

    [Fact]
    public async Task What_is_served_answered_or_redirected_is_no_refusal()
    {
        string manifest = TestManifest.Open("""
            - matchers: [{prefix: /direct}]
              directResponseAction: {status: 403, body: by itself}
            - matchers: [{prefix: /moved}]
              redirectAction: {pathRedirect: /x}

            """ + TestManifest.Route("prefix: /"));
        await using var app = await TestApp.Guarding(manifest, a => a.MapGet("/x", () => "served"));

        await app.Get("/x");
        await app.Get("/direct");
        await app.Get("/moved");

        app.Logs.Named("Refused").ShouldBeEmpty();
    }

    [Theory]
    [AbuseCase("T25", "T33", "C8")]
    [InlineData("""{"iss":"test","role":"canary-claim"}""")]
    [InlineData("""{"iss":"canary-issuer","role":"admin"}""")]
    public async Task No_token_claim_path_or_header_gets_into_our_log(string payload)
    {
        string token = TestTokens.Mint(payload);
        await using var app = await TestApp.OnKestrel(TestApp.Guard(Manifest, a => a.MapGet("/api/{**rest}", () => "served")));

        foreach (string target in new[] { "/api/canary-path", "/canary-path", "/API/canary-path", "/api/canary-path?access_token=" + token, "/api/%0d%0acanary-path" })
        {
            await app.Raw().Get(target, $"Authorization: Bearer {token}", "x-canary: canary-header");
            await app.Raw().Get(target, $"Authorization: Bearer {token[..^4]}AAAA", "User-Agent: canary-agent");
        }

        LogLine[] ours = [.. app.Logs.Lines.Where(l => l.Category.StartsWith("LlmPolicy", StringComparison.Ordinal))];
        ours.Length.ShouldBeGreaterThan(9);
        string[] secret = ["canary", token.Split('.')[1], token.Split('.')[2][..^4]];
        ours.Where(l => secret.Any(l.Text.Contains)).ShouldBeEmpty();
    }

    [Theory]
    [AbuseCase("T6")]
    [InlineData("canary")]
    [InlineData("canary\\r\\ninjected: canary")]
    [InlineData("../../canary")]
    public async Task No_key_id_of_a_tokens_gets_into_our_log(string kid)
    {
        await using var app = await TestApp.Guarding(TestManifest.WithJwt(TestManifest.Route("prefix: /api")), a => a.MapGet("/api", () => "served"));
        string token = TestTokens.Mint($$"""{"alg":"RS256","kid":"{{kid}}"}""", "{\"iss\":\"test\"}");

        await app.Get("/api", token);
        await app.Get("/api", $"{token[..^4]}AAAA");

        app.Logs.Named("Refused").ShouldHaveSingleItem();
        app.Logs.Lines.Where(l => l.Category.StartsWith("LlmPolicy", StringComparison.Ordinal)).ShouldAllBe(l => !l.Text.Contains("canary"));
    }
}
