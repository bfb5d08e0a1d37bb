using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmPolicy.Benchmarks.Gateway.Roles;

/// <summary>LlmPolicy's gateway with OpenTelemetry's SDK listening to its meter, which hands all metrics on once a second.</summary>
internal static class ObservedGateway
{
    public static WebApplication Create(RoleOptions options) => LlmPolicyGateway.Create(options, AddMetrics);

    /// <summary>The same with a record of each decision, as a line of JSON on the console.</summary>
    public static WebApplication CreateAudited(RoleOptions options) => LlmPolicyGateway.Create(options, static services =>
    {
        AddMetrics(services);
        services.AddLogging(static logging => logging.AddFilter("LlmPolicy.Audit", LogLevel.Information).AddJsonConsole());
    });

    private static void AddMetrics(IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(static metrics => metrics
        .AddMeter("LlmPolicy")
        .AddReader(new PeriodicExportingMetricReader(new Nowhere(), exportIntervalMilliseconds: 1000)));

    private sealed class Nowhere : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
