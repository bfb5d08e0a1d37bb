using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>Headers that only look like those that the policy has its word on.</summary>
public sealed class UnderscoreTwinTests
{
    private static readonly string Bearer = $"Authorization: Bearer {TestTokens.Mint("""{"iss":"test","sub":"someone"}""")}";

    [Theory]
    [AbuseCase("H1")]
    [InlineData(null, "someone|admin|admin|kept")]
    [InlineData("false", "someone|admin|admin|kept")]
    [InlineData("true", "someone|||kept")]
    public async Task They_are_taken_off_only_with_StripUnderscoreTwins(string? strip, string seen)
    {
        string manifest = TestManifest.WithJwt(TestManifest.Route("prefix: /"), """
            claimsToHeaders:
              - claim: sub
                header: x-user-id
              - claim: absent
                header: x-absent-id
            """);
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(manifest, a => a.MapGet(
            "/x", (HttpRequest r) => string.Join('|', r.Headers["x-user-id"], r.Headers["X_User-Id"], r.Headers["x_absent_id"], r.Headers["x_other_id"])))
            with
        { Configuration = new() { ["LlmPolicy:StripUnderscoreTwins"] = strip ?? "False" } });

        var response = await app.Raw().Get("/x", Bearer, "X_User-Id: admin", "x_absent_id: admin", "x_other_id: kept");

        response.Body.ShouldBe(seen);
    }
}
