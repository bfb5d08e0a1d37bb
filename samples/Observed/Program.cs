using LlmPolicy.Samples.Gateway.StandIn;
using LlmPolicy.Samples.Observed;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

await using var standIn = await StandInProvider.StartAsync();
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration["LlmPolicy:Upstreams:default:provider"] ??= standIn.Address;

builder.AddLlmPolicy().AddSecretSource<ProviderKeys>();
builder.Services.AddReverseProxy().LoadFromLlmPolicy();

var telemetry = builder.Services.AddOpenTelemetry()
    .ConfigureResource(resource => resource.AddService("llmpolicy-observed"))
    .WithMetrics(metrics => metrics.AddMeter("LlmPolicy").AddPrometheusExporter())
    .WithTracing(tracing => tracing.AddSource("LlmPolicy").AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
    .WithLogging();
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null)
{
    telemetry.UseOtlpExporter();
}

var app = builder.Build();
app.MapPrometheusScrapingEndpoint("/metrics");     // the app's own endpoints come before the gateway's
app.MapLlmPolicy();
await app.StartAsync();
Console.WriteLine($"gateway    {app.Urls.First()}");
Console.WriteLine("Ctrl+C ends it.");
await app.WaitForShutdownAsync();
