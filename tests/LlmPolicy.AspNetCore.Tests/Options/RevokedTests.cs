using System.Net;
using System.Security.Claims;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace LlmPolicy.AspNetCore.Tests.Options;

/// <summary><c>LlmPolicy:Revoked</c>: a token that was good is refused on its next request.</summary>
public sealed class RevokedTests
{
    private const string Provider = "LlmPolicy:Revoked:0:Provider";
    private const string Claim = "LlmPolicy:Revoked:0:Claim";
    private const string Value = "LlmPolicy:Revoked:0:Value";

    private static readonly string Token = TestTokens.Mint("""{"iss":"test","sub":"someone"}""");

    [Fact]
    public async Task A_guard_refuses_it_on_the_next_request_after_the_options_changed()
    {
        await using var app = await StartAsync(scheme: false);

        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        Revoke(app);
        using var refused = await app.Get("/x", Token);

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("Jwt is revoked");
        app.Services.GetRequiredService<PolicyStore>().Current.Facts.Revoked.ShouldNotBe(RevokedTokens.None);
    }

    [Fact]
    public async Task The_authentication_scheme_knows_the_caller_no_more()
    {
        await using var app = await StartAsync(scheme: true);

        (await Body(app)).ShouldBe("someone");
        Revoke(app);

        (await app.Get("/who", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_option_that_is_wrong_does_not_keep_a_revoked_token_alive()
    {
        await using var app = await StartAsync(scheme: false);

        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        Revoke(app, ("LlmPolicy:ReloadInterval", "soon"), ("LlmPolicy:Manifests:0", "/nowhere"));

        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_entry_of_the_list_that_is_wrong_stops_the_start_and_later_leaves_the_others_in_force()
    {
        var failure = await Should.ThrowAsync<Exception>(() => StartAsync(scheme: false, ("LlmPolicy:Revoked:0:Sha256", "abc")));
        failure.Message.ShouldContain("LlmPolicy:Revoked:0: Sha256: 64 hexadecimal digits are expected.");

        await using var app = await StartAsync(scheme: false);
        Revoke(app, ("LlmPolicy:Revoked:1:Claim", "jti"));

        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_list_in_code_counts_as_one_in_the_configuration()
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = builder => builder.Services.AddLlmPolicy(options => options.Revoked.Add(RevokedToken.ByClaim("tests", "sub", "someone"))).AddManifest(Manifest, "test.yaml"),
            Pipeline = pipeline =>
            {
                pipeline.UseLlmPolicy();
                pipeline.MapGet("/x", () => "served");
            },
        });

        (await app.Get("/x", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_provider_that_no_manifest_has_is_said_at_start()
    {
        await using var app = await StartAsync(scheme: false, (Provider, "test"), (Claim, "sub"), (Value, "someone"));

        app.Logs.Named("RevokedProviderUnknown").ShouldHaveSingleItem().Text.ShouldContain("test");
    }

    private static string Manifest => TestManifest.WithJwt(TestManifest.Route("prefix: /"));

    private static void Revoke(TestApp app, params (string Key, string Value)[] more)
    {
        var configuration = (IConfigurationRoot)app.Services.GetRequiredService<IConfiguration>();
        foreach ((string key, string value) in more.Append((Provider, "tests")).Append((Claim, "sub")).Append((Value, "someone")))
        {
            configuration[key] = value;
        }

        configuration.Reload();
    }

    private static async Task<string> Body(TestApp app)
    {
        using var response = await app.Get("/who", Token);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static Task<TestApp> StartAsync(bool scheme, params (string Key, string Value)[] configuration) => TestApp.OnTestServer(new Setup
    {
        Configuration = configuration.ToDictionary(c => c.Key, string? (c) => c.Value),
        Services = builder =>
        {
            builder.AddLlmPolicy().AddManifest(Manifest, "test.yaml");
            if (scheme)
            {
                builder.Services.AddAuthentication().AddLlmPolicy();
                builder.Services.AddAuthorization();
            }
        },
        Pipeline = app =>
        {
            if (scheme)
            {
                app.UseAuthentication();
                app.UseAuthorization();
            }

            app.UseLlmPolicy();
            app.MapGet("/x", () => "served");
            app.MapGet("/who", (ClaimsPrincipal user) => user.Identity?.Name ?? "nobody");
        },
    });
}
