using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>A browser's preflight carries no token: the policy refuses it, unless its own <c>cors</c> answers, or the app's in front.</summary>
public sealed class CorsTests
{
    private static readonly string[] Preflight = ["Origin: https://app.example.com", "Access-Control-Request-Method: GET"];

    [Fact]
    [AbuseCase("T34")]
    public async Task A_preflight_without_a_token_is_refused()
    {
        await using TestApp app = await Start(corsFirst: false);

        (await app.Raw().Send("OPTIONS", "/x", Preflight)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task With_CORS_in_front_a_preflight_is_answered_and_the_request_after_it_still_needs_a_token()
    {
        await using TestApp app = await Start(corsFirst: true);

        RawResponse preflight = await app.Raw().Send("OPTIONS", "/x", Preflight);
        RawResponse request = await app.Raw().Get("/x", Preflight[0]);

        preflight.Status.ShouldBe(204);
        preflight.Head.ShouldContain("Access-Control-Allow-Origin: https://app.example.com");
        request.Status.ShouldBe(401);
        request.Head.ShouldContain("Access-Control-Allow-Origin: https://app.example.com");
        (await app.Raw().Send("OPTIONS", "/x")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task The_policys_cors_answers_a_preflight_and_marks_refusals_and_answers()
    {
        await using TestApp app = await Start(corsFirst: false, cors: "https://app.example.com");

        RawResponse preflight = await app.Raw().Send("OPTIONS", "/x", Preflight);
        RawResponse refused = await app.Raw().Get("/x", Preflight[0]);
        RawResponse served = await app.Raw().Get("/x", Preflight[0], $"Authorization: Bearer {TestTokens.Mint("""{"iss":"test"}""")}");

        preflight.Status.ShouldBe(200);
        Allowed(preflight).ShouldBe("https://app.example.com");
        (refused.Status, Allowed(refused)).ShouldBe((401, "https://app.example.com"));
        (served.Status, Allowed(served)).ShouldBe((200, "https://app.example.com"));
        (await app.Raw().Send("OPTIONS", "/x", "Origin: https://evil.example.com", Preflight[1])).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Beside_the_apps_own_the_first_answers_preflights_and_the_policys_headers_count_for_the_origins_that_it_allows()
    {
        await using TestApp both = await Start(corsFirst: true, cors: "https://policy.example.com");
        string token = $"Authorization: Bearer {TestTokens.Mint("""{"iss":"test"}""")}";

        (await both.Raw().Send("OPTIONS", "/x", "Origin: https://policy.example.com", Preflight[1])).Status.ShouldBe(204);
        Allowed(await both.Raw().Get("/x", "Origin: https://policy.example.com", token)).ShouldBe("https://policy.example.com");
        Allowed(await both.Raw().Get("/x", Preflight[0], token)).ShouldBe("https://app.example.com");
        Allowed(await both.Raw().Get("/x", "Origin: https://evil.example.com", token)).ShouldBe("");
    }

    [Fact]
    public async Task The_policys_cors_answers_for_the_path_of_an_endpoint_that_it_is_not_asked_for_unless_that_has_an_OPTIONS_of_its_own()
    {
        await using TestApp app = await Start(corsFirst: false, cors: "https://policy.example.com");
        string[] preflight = ["Origin: https://policy.example.com", "Access-Control-Request-Method: POST"];

        Allowed(await app.Raw().Send("OPTIONS", "/own", preflight)).ShouldBe("https://policy.example.com");
        Allowed(await app.Raw().Send("OPTIONS", "/closed", preflight)).ShouldBe("");
    }

    private static string Allowed(RawResponse answer) => string.Join(
        '|', answer.Head.Split("\r\n").Where(line => line.StartsWith("Access-Control-Allow-Origin:", StringComparison.OrdinalIgnoreCase)).Select(line => line.Split(": ", 2)[1]));

    private static Task<TestApp> Start(bool corsFirst, string? cors = null) => TestApp.OnKestrel(new Setup
    {
        Services = b =>
        {
            b.AddLlmPolicy().AddManifest(TestManifest.WithJwt(TestManifest.Route("prefix: /", cors is null ? "" : $"cors: {{allowOrigin: ['{cors}']}}")));
            b.Services.AddCors(o => o.AddDefaultPolicy(p => p.WithOrigins("https://app.example.com")));
        },
        Pipeline = a =>
        {
            _ = corsFirst ? a.UseCors().UseLlmPolicy() : a.UseLlmPolicy().UseCors();
            a.MapGet("/x", () => "served");
            a.MapPost("/own", () => "own").DisableLlmPolicy();
            a.MapPost("/closed", () => "closed").DisableLlmPolicy();
            a.MapMethods("/closed", ["OPTIONS"], () => Results.StatusCode(405)).DisableLlmPolicy();
        },
    });
}
