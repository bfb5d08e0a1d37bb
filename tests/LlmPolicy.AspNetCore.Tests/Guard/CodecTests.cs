using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>What an app's own endpoint is kept from by the form of a request; the raw client says <c>Connection: close</c> as well.</summary>
public sealed class CodecTests
{
    private static string Token => $"Authorization: Bearer {TestTokens.Mint("""{"iss":"test","sub":"ann"}""")}";

    [Fact]
    [AbuseCase("H2")]
    public async Task A_token_that_Connection_names_is_missing()
    {
        await using var app = await StartAsync();

        (await app.Raw().Get("/x", Token)).Status.ShouldBe(200);
        (await app.Raw().Get("/x", Token, "Connection: Authorization")).Status.ShouldBe(401);
        (await app.Raw().Get("/x", Token, "Connection: close, Authorization")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task An_endpoint_does_not_see_what_Connection_names()
    {
        await using var app = await StartAsync();

        (await app.Raw().Get("/x", Token, "x-own: 1")).Body.ShouldBe("own 1");
        (await app.Raw().Get("/x", Token, "x-own: 1", "Connection: x-own")).Body.ShouldBe("own ");
    }

    [Theory]
    [InlineData("Transfer-Encoding: gzip, chunked", 501)]
    [InlineData("Transfer-Encoding: identity", 501)]
    [InlineData("Content-Length: +0", 400)]
    [InlineData("Connection: x-forwarded-for", 400)]
    [InlineData("Connection: a,b,c,d,e,f,g,h,i", 400)]
    public async Task A_request_that_is_no_sound_HTTP_does_not_reach_the_endpoint(string header, int status)
    {
        await using var app = await StartAsync();

        var answer = await app.Raw().Send("POST", "/x", Token, header);

        answer.Status.ShouldBe(status);
        answer.Body.ShouldBe(status == 501 ? "Not Implemented" : "Bad Request");
    }

    private static Task<TestApp> StartAsync() => TestApp.OnKestrel(new Setup
    {
        Services = builder => builder.AddLlmPolicy().AddManifest(TestManifest.WithJwt(TestManifest.Route("prefix: /")), "test.yaml"),
        Pipeline = app =>
        {
            app.UseLlmPolicy();
            app.Map("/x", (HttpContext context) => $"own {context.Request.Headers["x-own"]}");
        },
    });
}
