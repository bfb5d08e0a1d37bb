using LlmPolicy.Facts;
using LlmPolicy.Guard;
using LlmPolicy.Keys;
using LlmPolicy.Manifests;
using LlmPolicy.RateLimits;
using LlmPolicy.Secrets;

namespace LlmPolicy;

/// <summary>All that requests are decided with. Replaced whole.</summary>
public sealed class PolicyGeneration
{
    private readonly GenerationFacts _facts;

    internal PolicyGeneration(
        PolicyInputs inputs, CompiledPolicy policy, IReadOnlyList<Diagnostic> diagnostics, GenerationKeys keys, GenerationSecrets secrets, OutputHistory outputs, TokenLookups lookups, Revocations revocations,
        RateLimitKeeper rateLimits)
    {
        (Inputs, Policy, Diagnostics, RemoteKeys, Secrets) = (inputs, policy, diagnostics, keys, secrets);
        RateLimits = rateLimits;
        Spellings = new RouteSpellings(policy.Routes);
        _facts = new GenerationFacts(keys, inputs.Options.TokenCache is { Enabled: true } cache ? new TokenCache(cache.Capacity, cache.MaxBytes, lookups) : null, outputs, revocations);
    }

    /// <summary>The policy.</summary>
    public CompiledPolicy Policy { get; }

    /// <summary>What is known to every request: the key sets fetched so far, the tokens that were verified, those that are revoked.</summary>
    public PolicyFacts Facts => _facts.Current;

    /// <summary>The options that it was made with.</summary>
    public LlmPolicyOptions Options => Inputs.Options;

    internal PolicyInputs Inputs { get; }

    /// <summary>What was found in its manifests: warnings and notes.</summary>
    internal IReadOnlyList<Diagnostic> Diagnostics { get; }

    internal GenerationKeys RemoteKeys { get; }

    /// <summary>Counts requests; the same for all generations, so that a reload gives nobody anything back.</summary>
    internal RateLimitKeeper RateLimits { get; }

    internal GenerationSecrets Secrets { get; }

    internal RouteSpellings Spellings { get; }
}
