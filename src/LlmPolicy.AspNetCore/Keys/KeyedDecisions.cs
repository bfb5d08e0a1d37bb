namespace LlmPolicy.Keys;

/// <summary>Decides requests, and fetches the keys that a decision asks for.</summary>
internal sealed class KeyedDecisions(TimeProvider time)
{
    /// <summary>The decision on a request; held for no longer than one fetch may take.</summary>
    public ValueTask<PolicyDecision> DecideAsync(PolicyGeneration generation, PolicyRequest request, CancellationToken cancellationToken)
    {
        var decision = generation.Policy.Evaluate(request, generation.Keys, time.GetUtcNow());
        return decision.NeededKeys is { } needed ? new(FetchAsync(generation, request, needed, cancellationToken)) : new(decision);
    }

    private async Task<PolicyDecision> FetchAsync(PolicyGeneration generation, PolicyRequest request, RemoteJwks first, CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        using CancellationTokenSource limit = new(KeyServer.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        HashSet<RemoteJwks> settled = [];
        PolicyDecision decision;
        RemoteJwks? needed = first;
        do
        {
            if (!await generation.RemoteKeys.WaitAsync(needed, asked, either.Token).ConfigureAwait(false))
            {
                settled.Add(needed);
            }

            var keys = settled.Aggregate(generation.Keys, (sets, source) => sets.Settled(source));
            decision = generation.Policy.Evaluate(request, keys, time.GetUtcNow());
            needed = decision.NeededKeys;
        }
        while (needed is not null);

        return decision;
    }
}
