using System.Reflection;
using System.Text.Json;
using LlmPolicy.Clients.Running;
using LlmPolicy.Clients.StandIn;

[assembly: AssemblyFixture(typeof(SampleGateway))]
[assembly: AssemblyFixture(typeof(ProviderBodiesGateway))]

namespace LlmPolicy.Clients.Running;

/// <summary>The sample's gateway, started once as a user would, with a policy before the stand-in's providers.</summary>
public class SampleGateway : IAsyncLifetime
{
    private static readonly string Configuration =
        typeof(SampleGateway).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static readonly SigningKey Key = SigningKey.Ec();

    private readonly DirectoryInfo _manifests = Directory.CreateTempSubdirectory("llmpolicy-clients-");
    private readonly string[] _options;
    private Providers? _providers;
    private ChildProcess? _process;

    public SampleGateway()
        : this([])
    {
    }

    protected SampleGateway(params string[] options) => _options = options;

    /// <summary>Where callers go, with a token.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where the gateway goes, with the provider's key.</summary>
    internal Providers Providers => _providers!;

    /// <summary>A caller's token, whose claim lists these models.</summary>
    public static string TokenFor(params string[] models) =>
        Key.Sign($$$"""{"iss":"company","sub":"caller","llms":{"huggingface":{{{JsonSerializer.Serialize(models)}}}}}""");

    /// <summary>What the gateway's log says that an answer of this model used, and whether a provider said so.</summary>
    internal async Task<(UsedTokens Used, string Source)> MeteredAsync(string model)
    {
        string line = await _process!.LineAsync(line => line.Contains($"\"Model\":\"{model}\"", StringComparison.Ordinal), $"what {model} used");
        using var log = JsonDocument.Parse(line);
        var state = log.RootElement.GetProperty("State");
        long Count(string name) => state.GetProperty(name).GetInt64();
        return (new UsedTokens(Count("Input"), Count("CachedRead"), Count("Output")), state.GetProperty("Source").GetString()!);
    }

    public async ValueTask InitializeAsync()
    {
        _providers = await Providers.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_manifests.FullName, "policy.yaml"), Policy.For(Key, _providers.Address));
        _process = ChildProcess.Start("dotnet", RepositoryRoot.Folder,
        [
            "run", "--project", "samples/Gateway", "--no-build", "-c", Configuration,
            "--", "--urls", "http://127.0.0.1:0", $"--LlmPolicy:Manifests:0={_manifests.FullName}",
            "--Logging:Console:FormatterName=json", .. _options,
        ]);
        Address = new Uri(await _process.LineAsync("gateway "));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_providers is not null)
        {
            await _providers.DisposeAsync();
        }

        _manifests.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
