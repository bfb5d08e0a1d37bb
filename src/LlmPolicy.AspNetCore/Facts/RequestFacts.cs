using LlmPolicy.Keys;

namespace LlmPolicy.Facts;

/// <summary>Finds out what the decision on one request asks for. Keys hold it for no longer than one fetch of them may take, a body for as long as its own source lets it take. What is to be counted is counted.</summary>
internal abstract class RequestFacts(PolicyGeneration generation, TimeProvider time) : IFactResolver, IDisposable
{
    private CancellationTokenSource? _limit;
    private long _asked;

    public async ValueTask<PolicyFacts> ResolveAsync(PolicyNeed need, PolicyFacts facts, CancellationToken cancellationToken) => need switch
    {
        KeysNeed { Source: var source } => facts with { Keys = await FetchAsync(source, facts.Keys, cancellationToken).ConfigureAwait(false) },
        BodyNeed { Limit: var limit } => facts with { Body = await ReadBodyAsync(limit, cancellationToken).ConfigureAwait(false) },
        LocalRateLimitNeed bucket => facts with { RateLimits = generation.RateLimits.Take(bucket, facts.RateLimits) },
        RateLimitNeed limit => facts with
        {
            RateLimits = await generation.RateLimits.AskAsync(limit, facts.RateLimits, generation.Options.RateLimits.Timeout, cancellationToken).ConfigureAwait(false),
        },
        _ => facts with { Body = BodyFact.Incomplete },
    };

    /// <summary>The request's body, if it is no longer than a limit. It stays there for those who send it.</summary>
    protected abstract ValueTask<BodyFact> ReadBodyAsync(long limit, CancellationToken cancellationToken);

    public void Dispose() => _limit?.Dispose();

    private async ValueTask<RemoteKeySets> FetchAsync(RemoteJwks source, RemoteKeySets keys, CancellationToken cancellationToken)
    {
        if (_limit is null)
        {
            (_asked, _limit) = (time.GetTimestamp(), new CancellationTokenSource(KeyServer.Limit, time));
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
        bool newer = await generation.RemoteKeys.WaitAsync(source, _asked, either.Token).ConfigureAwait(false);

        // What was fetched since the request was looked at counts, too.
        var fetched = keys.UpdatedBy(generation.RemoteKeys.Snapshot);
        return newer ? fetched : fetched.Settled(source);
    }
}
