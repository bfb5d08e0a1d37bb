using LlmPolicy.Budgets;
using LlmPolicy.LimitRules;

namespace LlmPolicy.Benchmarks.Ratios;

/// <summary>Requests of one caller that are counted by a rule with a counter for each caller, in memory.</summary>
internal sealed class OneLimit
{
    private const string Settings = """
        apiVersion: gloo.solo.io/v1
        kind: Settings
        metadata: {name: default, namespace: gloo-system}
        spec: {ratelimit: {descriptors: [{key: caller, rateLimit: {requestsPerUnit: 4000000000, unit: DAY}}]}}
        """;

    private static readonly RateLimitRequest Request = new(RateLimitRequest.CustomDomain, [new RateLimitDescriptor([new RateLimitEntry("caller", "0123456789abcdef")])]);

    private readonly RateLimitRules _rules;
    private readonly StoredRateLimits _limits;

    public OneLimit()
    {
        _rules = PolicyCompiler.Compile([new ManifestFile("settings.yaml", Settings)]).Policy!.RateLimits;
        _limits = new StoredRateLimits(new MemoryBudgetStore(TimeProvider.System), new BudgetNames(null));
    }

    /// <summary>It waits for nothing: the store is done when it answers.</summary>
    public void Count() => CountAsync().AsTask().GetAwaiter().GetResult();

    private async ValueTask CountAsync()
    {
        if (await _limits.LimitAsync(_rules, Request, CancellationToken.None) is not { IsOverLimit: false })
        {
            throw new InvalidOperationException("This is no measure of a limit.");
        }
    }
}
