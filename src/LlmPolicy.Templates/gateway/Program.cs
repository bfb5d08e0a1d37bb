using Microsoft.AspNetCore.Diagnostics.HealthChecks;

var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();
builder.Services.AddReverseProxy().LoadFromLlmPolicy();
// No pod gets requests before it can verify their tokens.
builder.Services.AddHealthChecks().AddLlmPolicy(options => options.WaitForKeySets = true);

var app = builder.Build();
app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
app.MapLlmPolicy();
app.Run();
