using System.Net;
using System.Security.Claims;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authorization;

namespace LlmPolicy.AspNetCore.Tests.Authentication;

public sealed class SchemeTests
{
    private static readonly string Manifest = TestManifest.WithJwt(TestManifest.Route("prefix: /"));

    private static readonly string Token = TestTokens.Mint("""
        {"iss":"test","sub":"someone","roles":["reader","writer"],"llms":{"huggingface":["latest"]},"n":7,"f":1.5,"ok":true,"none":null,
         "http://x/y":"z","mixed":[1,{"a":1},"t"],"empty":[]}
        """);

    public static TheoryData<bool> BeforeAndAfter => [true, false];

    [Theory]
    [MemberData(nameof(BeforeAndAfter))]
    public async Task The_verified_caller_is_the_user(bool authenticationFirst)
    {
        await using var app = await Start(authenticationFirst, a => a.MapGet("/who", (ClaimsPrincipal user) =>
            $"{user.Identity!.AuthenticationType} {user.Identity.Name} {user.IsInRole("writer")} {user.IsInRole("admin")}"));

        (await Body(app, "/who", Token)).ShouldBe("LlmPolicy someone True False");
    }

    [Fact]
    public async Task Claims_keep_their_names_a_list_is_one_claim_an_element_and_an_object_is_JSON()
    {
        await using var app = await Start(true, a => a.MapGet("/who", (ClaimsPrincipal user) =>
            string.Join('\n', user.Claims.Select(c => $"{c.Type}={c.Value}"))));

        string[] claims = (await Body(app, "/who", Token)).Split('\n');

        claims.ShouldBe(
            [
                "iss=test", "sub=someone", "roles=reader", "roles=writer", """llms={"huggingface":["latest"]}""", "n=7", "f=1.5", "ok=true", "none=null",
                "http://x/y=z", "mixed=1", """mixed={"a":1}""", "mixed=t",
            ],
            ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(BeforeAndAfter))]
    public async Task Authorization_policies_see_the_claims(bool authenticationFirst)
    {
        await using var app = await Start(authenticationFirst, a =>
        {
            a.MapGet("/writers", () => "served").RequireAuthorization(p => p.RequireRole("writer"));
            a.MapGet("/admins", () => "served").RequireAuthorization(p => p.RequireClaim("roles", "admin"));
        });

        (await app.Get("/writers", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/admins", Token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(BeforeAndAfter))]
    public async Task An_Authorize_endpoint_answers_a_missing_token_as_the_policy_does(bool authenticationFirst)
    {
        await using var app = await Start(authenticationFirst, a => a.MapGet("/x", [Authorize] () => "served"));

        using var response = await app.Get("/x");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("Jwt is missing");
        response.Headers.GetValues("WWW-Authenticate").ShouldHaveSingleItem();
        app.Logs.Named("Refused").Count().ShouldBe(1);
    }

    [Fact]
    public async Task WebApplications_own_authentication_comes_before_the_guard_and_works()
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b =>
            {
                b.AddLlmPolicy().AddManifest(Manifest);
                b.Services.AddAuthentication().AddLlmPolicy();
                b.Services.AddAuthorization();
            },
            Pipeline = a =>
            {
                a.UseLlmPolicy();
                a.MapGet("/x", (ClaimsPrincipal user, HttpRequest r) => $"{user.Identity!.Name}[{r.Headers.Authorization}]").RequireAuthorization();
            },
        });

        (await Body(app, "/x", Token)).ShouldBe("someone[]");
        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task RequireLlmPolicy_alone_works_with_authorization()
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b =>
            {
                b.AddLlmPolicy().AddManifest(Manifest);
                b.Services.AddAuthentication().AddLlmPolicy();
                b.Services.AddAuthorization();
            },
            Pipeline = a => a.MapGet("/x", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization().RequireLlmPolicy(),
        });

        (await Body(app, "/x", Token)).ShouldBe("someone");
        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_exempt_endpoint_has_no_user()
    {
        await using var app = await Start(true, a => a.MapGet("/open", (ClaimsPrincipal user) => $"{user.Identity?.IsAuthenticated}").DisableLlmPolicy());

        (await Body(app, "/open", Token)).ShouldBe("False");
    }

    [Fact]
    public async Task A_caller_of_an_ambiguous_path_is_no_user()
    {
        string manifest = TestManifest.WithJwt(TestManifest.Route("exact: /admin") + TestManifest.Route("prefix: /"));
        bool? authenticated = null;
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b =>
            {
                b.AddLlmPolicy().AddManifest(manifest);
                b.Services.AddAuthentication().AddLlmPolicy();
            },
            Pipeline = a =>
            {
                a.UseRouting();
                a.UseAuthentication();
                a.Use((context, next) =>
                {
                    authenticated = context.User.Identity?.IsAuthenticated;
                    return next();
                });
                a.UseLlmPolicy();
                a.MapGet("/admin", () => "served");
            },
        });

        (await app.Raw().Get("/ADMIN", $"Authorization: Bearer {Token}")).Status.ShouldBe(400);
        authenticated.ShouldBe(false);
    }

    [Fact]
    public async Task The_name_and_role_claims_can_be_chosen()
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b =>
            {
                b.AddLlmPolicy().AddManifest(Manifest);
                b.Services.AddAuthentication().AddLlmPolicy(o => (o.NameClaimType, o.RoleClaimType) = ("iss", "sub"));
            },
            Pipeline = a =>
            {
                a.UseLlmPolicy();
                a.MapGet("/who", (ClaimsPrincipal user) => $"{user.Identity!.Name} {user.IsInRole("someone")}");
            },
        });

        (await Body(app, "/who", Token)).ShouldBe("test True");
    }

    private static Task<TestApp> Start(bool authenticationFirst, Action<WebApplication> endpoints) => TestApp.OnTestServer(new Setup
    {
        Services = b =>
        {
            b.AddLlmPolicy().AddManifest(Manifest);
            b.Services.AddAuthentication().AddLlmPolicy();
            b.Services.AddAuthorization();
        },
        Pipeline = a =>
        {
            a.UseRouting();
            if (authenticationFirst)
            {
                a.UseAuthentication().UseAuthorization().UseLlmPolicy();
            }
            else
            {
                a.UseLlmPolicy().UseAuthentication().UseAuthorization();
            }

            endpoints(a);
        },
    });

    private static async Task<string> Body(TestApp app, string path, string token)
    {
        using var response = await app.Get(path, token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, app.Logs.Errors);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
