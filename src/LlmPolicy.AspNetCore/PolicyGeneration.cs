using LlmPolicy.Guard;
using LlmPolicy.Keys;

namespace LlmPolicy;

/// <summary>All that requests are decided with. Immutable; replaced whole.</summary>
public sealed class PolicyGeneration
{
    internal PolicyGeneration(CompiledPolicy policy, GenerationKeys keys, IReadOnlyDictionary<ResourceName, HeaderSecret> secrets)
    {
        (Policy, RemoteKeys, Secrets) = (policy, keys, secrets);
        Spellings = new RouteSpellings(policy.Routes);
    }

    /// <summary>The policy.</summary>
    public CompiledPolicy Policy { get; }

    /// <summary>The key sets fetched so far.</summary>
    public RemoteKeySets Keys => RemoteKeys.Snapshot;

    internal GenerationKeys RemoteKeys { get; }

    internal IReadOnlyDictionary<ResourceName, HeaderSecret> Secrets { get; }

    internal RouteSpellings Spellings { get; }
}
