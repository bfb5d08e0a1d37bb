using System.Security.Claims;

var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();
builder.Services.AddAuthentication().AddLlmPolicy();
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("data", policy => policy.RequireClaim("team", "data"))
    .AddPolicy("finance", policy => policy.RequireClaim("team", "finance"));

var app = builder.Build();
app.UseLlmPolicy();
app.MapPost("/huggingface-gloo-gw", Who).RequireAuthorization();
app.MapPost("/huggingface-gloo-gw/data", Who).RequireAuthorization("data");
app.MapPost("/huggingface-gloo-gw/finance", Who).RequireAuthorization("finance");
app.Run();

static string Who(ClaimsPrincipal user) => $"{user.Identity!.Name} by {user.Identity.AuthenticationType}";
