using System.Security.Claims;

var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();
builder.Services.AddAuthentication("LlmPolicy").AddLlmPolicy();
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("data team", policy => policy.RequireClaim("team", "data"))
    .AddPolicy("other team", policy => policy.RequireClaim("team", "other"));

var app = builder.Build();
app.UseLlmPolicy();
app.UseAuthentication();
app.UseAuthorization();
app.MapPost("/huggingface-gloo-gw", (ClaimsPrincipal user) => user.FindFirstValue("team")).RequireAuthorization("data team");
app.MapPost("/huggingface-gloo-gw/other-team", () => "never").RequireAuthorization("other team");
app.Run();
