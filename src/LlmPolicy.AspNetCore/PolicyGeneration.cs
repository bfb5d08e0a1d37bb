using LlmPolicy.Guard;
using LlmPolicy.Keys;
using LlmPolicy.Manifests;
using LlmPolicy.Secrets;

namespace LlmPolicy;

/// <summary>All that requests are decided with. Replaced whole.</summary>
public sealed class PolicyGeneration
{
    internal PolicyGeneration(PolicyInputs inputs, CompiledPolicy policy, GenerationKeys keys, GenerationSecrets secrets)
    {
        (Inputs, Policy, RemoteKeys, Secrets) = (inputs, policy, keys, secrets);
        Spellings = new RouteSpellings(policy.Routes);
        Tokens = inputs.Options.TokenCache is { Enabled: true } cache ? new TokenCache(cache.Capacity, cache.MaxBytes) : null;
    }

    /// <summary>The policy.</summary>
    public CompiledPolicy Policy { get; }

    /// <summary>The key sets fetched so far.</summary>
    public RemoteKeySets Keys => RemoteKeys.Snapshot;

    /// <summary>The options that it was made with.</summary>
    public LlmPolicyOptions Options => Inputs.Options;

    internal PolicyInputs Inputs { get; }

    /// <summary>The tokens that were verified; null where none is to be remembered.</summary>
    internal TokenCache? Tokens { get; }

    internal GenerationKeys RemoteKeys { get; }

    internal GenerationSecrets Secrets { get; }

    internal RouteSpellings Spellings { get; }
}
