using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>A browser's preflight carries no token: the policy refuses it, unless the app's CORS answers in front.</summary>
public sealed class CorsTests
{
    private static readonly string[] Preflight = ["Origin: https://app.example.com", "Access-Control-Request-Method: GET"];

    [Fact]
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

    private static Task<TestApp> Start(bool corsFirst) => TestApp.OnKestrel(new Setup
    {
        Services = b =>
        {
            b.AddLlmPolicy().AddManifest(TestManifest.WithJwt(TestManifest.Route("prefix: /")));
            b.Services.AddCors(o => o.AddDefaultPolicy(p => p.WithOrigins("https://app.example.com")));
        },
        Pipeline = a =>
        {
            _ = corsFirst ? a.UseCors().UseLlmPolicy() : a.UseLlmPolicy().UseCors();
            a.MapGet("/x", () => "served");
        },
    });
}
