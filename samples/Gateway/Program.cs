using LlmPolicy.Samples.Gateway;

var builder = WebApplication.CreateBuilder(Lab.Options(args));
await using var lab = await Lab.PrepareAsync(builder);

builder.AddLlmPolicy();
builder.Services.AddReverseProxy().LoadFromLlmPolicy();

var app = builder.Build();
app.MapLlmPolicy();
app.MapLlmPolicyUsage("/llmpolicy/usage");
if (app.Environment.IsDevelopment())
{
    app.MapLlmPolicyDashboard("/llmpolicy");
}

await app.RunAsync();
