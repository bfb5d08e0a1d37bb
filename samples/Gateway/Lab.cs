using LlmPolicy.Samples.Gateway.StandIn;
using Microsoft.Extensions.Configuration.Memory;

namespace LlmPolicy.Samples.Gateway;

/// <summary>What this sample sets up around a gateway: defaults of configuration, and a stand-in for the provider.</summary>
internal sealed class Lab : IAsyncDisposable
{
    private readonly StandInProvider? _standIn;

    private Lab(StandInProvider? standIn) => _standIn = standIn;

    public static WebApplicationOptions Options(string[] args) => new()
    {
        // A switch without a value would take the next one's name for it.
        Args = [.. args.Select(arg => arg == "--live" ? "--live=true" : arg)],
        ContentRootPath = Directory.Exists("policies") ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory,
    };

    public static async Task<Lab> PrepareAsync(WebApplicationBuilder builder)
    {
        var scenario = Scenario.Of(builder.Configuration);
        var standIn = scenario.StandInFor is null ? null : await StandInProvider.StartAsync();
        var defaults = LabConfiguration.Of(scenario, standIn?.Address, builder.Configuration);
        Absolute(builder.Configuration);
        // First, so that whatever else configures the gateway wins.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
        builder.Services.AddSingleton(scenario);
        builder.Services.AddHostedService<Welcome>();
        return new Lab(standIn);
    }

    public ValueTask DisposeAsync() => _standIn?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A folder of yours is relative to where you are, and the content root may be the program's.
    private static void Absolute(ConfigurationManager configuration)
    {
        foreach (var manifests in configuration.GetSection("LlmPolicy:Manifests").GetChildren().Where(given => Path.Exists(given.Value)))
        {
            configuration[manifests.Path] = Path.GetFullPath(manifests.Value!);
        }
    }
}
