using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.Tokens;

var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();
builder.Services.AddAuthentication().AddLlmPolicy().AddJwtBearer(options =>
{
    options.MapInboundClaims = false;
    options.TokenValidationParameters = new TokenValidationParameters
    {
        ValidIssuer = "other",
        ValidateAudience = false,
        RequireExpirationTime = false,
        ValidateLifetime = false,
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef")),
    };
});
builder.Services.AddAuthorization();

var app = builder.Build();
app.UseAuthentication();
app.UseLlmPolicy();
app.UseAuthorization();
app.MapPost("/huggingface-gloo-gw", (ClaimsPrincipal user) => user.FindFirstValue("sub"))
    .RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "LlmPolicy" });
app.MapPost("/bearer", (ClaimsPrincipal user) => user.FindFirstValue("sub"))
    .DisableLlmPolicy()
    .RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = JwtBearerDefaults.AuthenticationScheme });
app.Run();
