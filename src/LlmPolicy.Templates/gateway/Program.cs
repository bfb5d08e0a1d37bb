using Microsoft.AspNetCore.Diagnostics.HealthChecks;

var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();
builder.Services.AddReverseProxy().LoadFromLlmPolicy();
builder.Services.AddHealthChecks();

var app = builder.Build();
// Live: the process answers. Ready: what it depends on is well.
app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
app.MapHealthChecks("/healthz/ready");
app.MapLlmPolicy();
app.Run();
