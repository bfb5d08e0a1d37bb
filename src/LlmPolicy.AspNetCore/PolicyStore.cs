using LlmPolicy.Manifests;

namespace LlmPolicy;

/// <summary>Holds the generation in force.</summary>
public sealed class PolicyStore
{
    private readonly PolicyInputReader _inputs;
    private readonly PolicyLoader _loader;
    private readonly Lock _loading = new();
    private volatile PolicyGeneration? _current;

    internal PolicyStore(PolicyInputReader inputs, PolicyLoader loader) => (_inputs, _loader) = (inputs, loader);

    /// <summary>The generation in force. Loaded by whoever asks first: at start, unless a host needs it earlier.</summary>
    /// <exception cref="LlmPolicyException">The manifests do not load.</exception>
    public PolicyGeneration Current => _current ?? LoadOnce();

    /// <summary>Puts another generation in force.</summary>
    internal void Replace(PolicyGeneration next) => _current = next;

    private PolicyGeneration LoadOnce()
    {
        lock (_loading)
        {
            return _current ??= _loader.Load(_inputs.Read());
        }
    }
}
