using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace LlmPolicy.Packaging;

public class FreshProjectTests(Workspace workspace)
{
    private static string LabToken => Repository.Text("lab-token.txt");

    [Fact]
    public async Task An_empty_project_that_adds_the_package_is_guarded_by_the_labs_manifest()
    {
        await using var app = await RunningApp.StartAsync(workspace, "Guard");

        using var without = await app.AskAsync(token: null);
        using var with = await app.AskAsync(LabToken);
        using var elsewhere = await app.AskAsync(LabToken, "/elsewhere");

        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await without.Content.ReadAsStringAsync()).ShouldBe("Jwt is missing");
        with.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await with.Content.ReadAsStringAsync()).ShouldBe("token seen: False");
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_manifests_make_a_gateway_that_puts_the_providers_key_in_place_of_the_callers_token()
    {
        await using var provider = await Echo.StartAsync();
        await using var app = await RunningApp.StartAsync(
            workspace, "Gateway", $"--LlmPolicy:Upstreams:default:huggingface-upstream={provider.Address}");

        using var without = await app.AskAsync(token: null);
        using var with = await app.AskAsync(LabToken);

        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        with.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await with.Content.ReadAsStringAsync()).ShouldBe("an answer");
        provider.Line.ShouldBe("POST /models/openai-community/gpt2");
        provider.Headers["Host"].ShouldBe("api-inference.huggingface.co");
        provider.Headers["Authorization"].ShouldStartWith("Bearer hf_");
        provider.Headers["Content-Type"].ShouldBe("application/json");
        app.Output.ShouldNotContain(LabToken);
    }

    [Fact]
    public async Task JwtBearer_works_beside_the_policy_in_one_app()
    {
        await using var app = await RunningApp.StartAsync(workspace, "TwoSchemes");

        using var byPolicy = await app.AskAsync(LabToken);
        using var byBearer = await app.AskAsync(BearerToken(), "/bearer");
        using var labsTokenForBearer = await app.AskAsync(LabToken, "/bearer");

        (await byPolicy.Content.ReadAsStringAsync()).ShouldBe("solo-workshop");
        (await byBearer.Content.ReadAsStringAsync()).ShouldBe("bearer-user");
        labsTokenForBearer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task RequireAuthorization_sees_the_caller_whose_token_the_policy_verified()
    {
        await using var app = await RunningApp.StartAsync(workspace, "Authorized");

        using var team = await app.AskAsync(LabToken);
        using var other = await app.AskAsync(LabToken, "/huggingface-gloo-gw/other-team");
        using var nobody = await app.AskAsync(token: null);

        team.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await team.Content.ReadAsStringAsync()).ShouldBe("data");
        other.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public Task The_guarded_app_can_be_tested_through_WebApplicationFactory() =>
        Workspace.RunAsync(Path.Combine(workspace.Apps, "Guard.Tests"), "test", "-c", "Release", "--no-build", "-nologo");

    /// <summary>HS256 by the key that the app knows.</summary>
    private static string BearerToken()
    {
        string unsigned = $"{Encode("""{"alg":"HS256","typ":"JWT"}""")}.{Encode("""{"iss":"other","sub":"bearer-user"}""")}";
        byte[] signature = HMACSHA256.HashData("0123456789abcdef0123456789abcdef"u8, Encoding.ASCII.GetBytes(unsigned));
        return $"{unsigned}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    private static string Encode(string json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json));
}
