namespace LlmPolicy.Samples.Gateway;

/// <summary>Which manifests run, who answers in the provider's place, and what to try.</summary>
/// <param name="Manifests">The folders; empty where the configuration names them itself.</param>
/// <param name="StandInFor">The Upstream, as NAMESPACE:NAME, that the stand-in takes the place of; null: none.</param>
/// <param name="Requests">What to paste.</param>
internal sealed record Scenario(IReadOnlyList<string> Manifests, string? StandInFor, IReadOnlyList<CurlLine> Requests)
{
    /// <summary>The provider's key, where it comes from the environment.</summary>
    public string? ProviderKey { get; private init; }

    private static Scenario Lab => new(["policies", "policies-own", "policies-models", "policies-budgets", "policies-keys"], "default:huggingface-upstream", CurlLine.Lab);

    private static Scenario Yours => new([], null, []);

    public static Scenario Of(IConfiguration configuration)
    {
        var scenario = configuration.GetSection("LlmPolicy:Manifests").GetChildren().Any() ? Yours
            : configuration["live"] == "true" ? Live(configuration)
            : Lab;
        return configuration["stand-in"] is { } upstream ? scenario with { StandInFor = upstream } : scenario;
    }

    private static Scenario Live(IConfiguration configuration)
    {
        string? key = configuration["HF_TOKEN"];
        if (string.IsNullOrWhiteSpace(key))
        {
            Console.Error.WriteLine("--live calls Hugging Face: set HF_TOKEN to a token of yours (https://huggingface.co/settings/tokens).");
            Environment.Exit(1);
        }

        return new Scenario(["policies-live"], null, CurlLine.Live) { ProviderKey = key.Trim() };
    }
}
