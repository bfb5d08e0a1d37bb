using System.Collections.Concurrent;
using LlmPolicy.Secrets;
using Microsoft.Extensions.Logging;

namespace LlmPolicy;

/// <summary>Finds header secrets: first in the app's own sources, then in the configuration, then in the manifests.</summary>
public sealed class SecretResolver
{
    private readonly ISecretSource[] _sources;
    private readonly ConcurrentDictionary<(ISecretSource Source, ResourceName Name), CachedSecret> _asked = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal SecretResolver(IEnumerable<ISecretSource> sources, TimeProvider time, ILogger<SecretResolver> logger) =>
        (_sources, _time, _logger) = ([.. sources], time, logger);

    /// <summary>The secret as it is now, checked: every name and value can be sent as a header. To be asked just before sending.</summary>
    /// <param name="secret">The secret that the manifest names.</param>
    /// <param name="generation">The generation that the request sees: its manifests may hold the secret.</param>
    /// <param name="cancellationToken">Cancelled when the request is.</param>
    /// <returns>The secret; null if it is missing, expired or can't be sent, or if a source failed: then nothing may be forwarded. Why is logged, without a value.</returns>
    public async ValueTask<HeaderSecret?> ResolveAsync(ResourceName secret, PolicyGeneration generation, CancellationToken cancellationToken)
    {
        var lookup = await LookUpAsync(secret, generation, cancellationToken).ConfigureAwait(false);
        if (lookup.Problem is not null)
        {
            Log.SecretUnusable(_logger, secret, lookup.Problem);
        }

        return lookup.Secret;
    }

    /// <summary>How old the secrets are that the app's own sources gave.</summary>
    internal IEnumerable<(ResourceName Name, TimeSpan Age)> Ages
    {
        get
        {
            foreach (var (asked, secret) in _asked)
            {
                if (secret.Age is { } age)
                {
                    yield return (asked.Name, age);
                }
            }
        }
    }

    internal async ValueTask<SecretLookup> LookUpAsync(ResourceName secret, PolicyGeneration generation, CancellationToken cancellationToken)
    {
        HeaderSecret? found = null;
        try
        {
            for (int i = 0; i < _sources.Length && found is null; i++)
            {
                found = await Cached(_sources[i], secret).GetAsync(cancellationToken).ConfigureAwait(false);
            }

            found ??= await generation.Secrets.FindAsync(secret, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The message may hold what the source read.
            return new SecretLookup(null, $"its source failed ({e.GetType().Name})");
        }

        return found is null ? new SecretLookup(null, "nothing defines it") : Check(found);
    }

    private CachedSecret Cached(ISecretSource source, ResourceName secret) =>
        _asked.GetOrAdd((source, secret), static (key, resolver) => new CachedSecret(key.Source, key.Name, resolver._time, resolver._logger), this);

    private SecretLookup Check(HeaderSecret secret)
    {
        if (secret.ExpiresAt <= _time.GetUtcNow())
        {
            return new SecretLookup(null, "it has expired");
        }

        return secret.FindProblem() is { } problem ? new SecretLookup(null, problem) : new SecretLookup(secret, null);
    }
}
