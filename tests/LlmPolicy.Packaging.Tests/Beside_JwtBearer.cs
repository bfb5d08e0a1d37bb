using System.Security.Cryptography;
using LlmPolicy.Packaging.Running;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Packaging;

[Collection(nameof(FreshApps))]
public sealed class Beside_JwtBearer(Beside_JwtBearer.App app) : IClassFixture<Beside_JwtBearer.App>
{
    [Fact]
    public async Task The_policys_token_is_taken_by_the_scheme_LlmPolicy() =>
        (await app.AskAsync("/huggingface-gloo-gw", FreshApps.LabToken)).ShouldBe(new Answer(200, "solo-workshop by LlmPolicy"));

    [Fact]
    public async Task A_token_of_the_apps_own_is_taken_by_JwtBearer() =>
        (await app.AskAsync("/staff", app.StaffToken())).ShouldBe(new Answer(200, "alice by AuthenticationTypes.Federation"));

    [Fact]
    public async Task Neither_scheme_takes_the_others_token()
    {
        (await app.AskAsync("/huggingface-gloo-gw", app.StaffToken())).ShouldBe(new Answer(401, "Jwt issuer is not configured"));
        (await app.AskAsync("/staff", FreshApps.LabToken)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Neither_scheme_takes_no_token()
    {
        (await app.AskAsync("/huggingface-gloo-gw", null)).ShouldBe(new Answer(401, "Jwt is missing"));
        (await app.AskAsync("/staff", null)).Status.ShouldBe(401);
    }

    public sealed class App(FreshApps apps) : StartedApp(apps, "TwoSchemes")
    {
        private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

        protected override IReadOnlyList<string> Arguments => ["--StaffKey", Convert.ToHexString(_key)];

        internal string StaffToken() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "https://staff.example",
            Audience = "staff",
            Subject = new([new("sub", "alice")]),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(_key), SecurityAlgorithms.HmacSha256),
        });
    }
}
