namespace LlmPolicy.Tests;

/// <summary>Policies whose requests are counted, and what they ask.</summary>
internal static class Describing
{
    private static readonly PolicyCompilerOptions Served = new() { HasRateLimitService = true };

    public static CompiledPolicy Policy(string manifest) => Compiling.Policy(manifest, Served);

    /// <summary>A route whose requests are asked for these actions.</summary>
    public static CompiledPolicy OfActions(string actions, string hostOptions = "{}") => Policy(Manifest.Route($"ratelimit: {{rateLimits: [{{actions: [{actions}]}}]}}", hostOptions));

    /// <summary>What a service is asked, in words: each descriptor in brackets. Empty where nothing is.</summary>
    public static string Asked(this CompiledPolicy policy, PolicyRequest request)
    {
        var decision = policy.Evaluate(request, PolicyFacts.None, Deciding.Now);
        return decision.Need is RateLimitNeed need ? Words(need.Request) : decision.Need is null ? "" : throw new InvalidOperationException(decision.Reason);
    }

    public static string Words(RateLimitRequest asked) =>
        string.Join(' ', asked.Descriptors.Select(one => $"{(one.IsSet ? "set" : "")}[{string.Join(", ", one.Entries.Select(entry => $"{entry.Key}={entry.Value}"))}]{(one.Limit is { } limit ? $" {limit.RequestsPerUnit}/{limit.Unit}" : "")}"));
}
