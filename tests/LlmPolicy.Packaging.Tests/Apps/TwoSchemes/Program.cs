using System.Security.Claims;
using LlmPolicy;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();
builder.Services.AddAuthentication()
    .AddLlmPolicy()
    .AddJwtBearer(options =>
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new()
        {
            ValidIssuer = "https://staff.example",
            ValidAudience = "staff",
            IssuerSigningKey = new SymmetricSecurityKey(Convert.FromHexString(builder.Configuration["StaffKey"]!)),
            NameClaimType = "sub",
        };
    });
builder.Services.AddAuthorization();

var app = builder.Build();
app.UseLlmPolicy();
app.MapPost("/huggingface-gloo-gw", Who).RequireAuthorization(policy => policy
    .AddAuthenticationSchemes(LlmPolicyAuthenticationDefaults.AuthenticationScheme)
    .RequireAuthenticatedUser());
app.MapPost("/staff", Who).DisableLlmPolicy().RequireAuthorization(policy => policy
    .AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme)
    .RequireAuthenticatedUser());
app.Run();

static string Who(ClaimsPrincipal user) => $"{user.Identity!.Name} by {user.Identity.AuthenticationType}";
