namespace LlmPolicy.Benchmarks.Charts;

/// <summary>What is known of a token when it comes.</summary>
/// <param name="Name">As the charts have it.</param>
/// <param name="Decision">Of a policy and a request that it forwards.</param>
internal sealed record CacheState(string Name, Func<CompiledPolicy, PolicyRequest, Func<PolicyDecision>> Decision)
{
    public static IReadOnlyList<CacheState> All { get; } =
    [
        new("cold", (policy, request) => () => policy.Evaluate(request, PolicyFacts.None, Lab.Now)),
        new("warm", (policy, request) =>
        {
            PolicyFacts facts = new() { Tokens = new TokenCache(16) };
            return () => policy.Evaluate(request, facts, Lab.Now);
        }),
    ];

    /// <summary>The decision, made twice to see that it is the one that is meant.</summary>
    public Action Checked(CompiledPolicy policy, PolicyRequest request)
    {
        Func<PolicyDecision> decision = Decision(policy, request);
        return decision().Reason == ReasonCodes.Forwarded && decision().Reason == ReasonCodes.Forwarded
            ? () => decision()
            : throw new InvalidOperationException($"This is no measure of a {Name} token that is forwarded.");
    }
}
