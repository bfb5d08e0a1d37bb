using LlmPolicy.Manifests;
using LlmPolicy.Status;
using Microsoft.Extensions.Logging;

namespace LlmPolicy;

/// <summary>Holds the generation in force.</summary>
public sealed class PolicyStore
{
    private readonly PolicyInputReader _inputs;
    private readonly PolicyLoader _loader;
    private readonly LastGoodPolicy _lastGood;
    private readonly ReloadHistory _reloads;
    private readonly ILogger _logger;
    private readonly Lock _loading = new();
    private volatile PolicyGeneration? _current;

    internal PolicyStore(PolicyInputReader inputs, PolicyLoader loader, LastGoodPolicy lastGood, ReloadHistory reloads, ILogger<PolicyStore> logger) =>
        (_inputs, _loader, _lastGood, _reloads, _logger) = (inputs, loader, lastGood, reloads, logger);

    /// <summary>The generation in force. Loaded by whoever asks first: at start, unless a host needs it earlier.</summary>
    /// <exception cref="LlmPolicyException">The manifests do not load.</exception>
    public PolicyGeneration Current => _current ?? LoadOnce();

    /// <summary>Puts another generation in force.</summary>
    internal void Replace(PolicyGeneration next)
    {
        _current = next;
        _reloads.TookOver(next);
        _lastGood.Keep(next.Inputs);
    }

    private PolicyGeneration LoadOnce()
    {
        lock (_loading)
        {
            return _current ??= Load();
        }
    }

    private PolicyGeneration Load()
    {
        PolicyGeneration loaded;
        try
        {
            loaded = _loader.Load(_inputs.Read());
        }
        catch (LlmPolicyException e)
        {
            if (LoadLastGood() is not { } lastGood)
            {
                throw;
            }

            _reloads.TookOver(lastGood);
            _reloads.Reject(e);
            Log.StartedWithLastGood(_logger, lastGood.Policy.Generation, e.Message);
            return lastGood;
        }

        _reloads.TookOver(loaded);
        return loaded;
    }

    private PolicyGeneration? LoadLastGood()
    {
        try
        {
            return _lastGood.Read() is { } inputs ? _loader.Load(inputs) : null;
        }
        catch (LlmPolicyException)
        {
            // What stands against the manifests of now is told.
            return null;
        }
    }
}
