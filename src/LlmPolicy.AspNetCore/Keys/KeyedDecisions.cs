namespace LlmPolicy.Keys;

/// <summary>Decides requests, and fetches the keys that a decision asks for.</summary>
internal sealed class KeyedDecisions(TimeProvider time)
{
    /// <summary>The decision on a request; held for no longer than one fetch may take.</summary>
    public ValueTask<KeyedDecision> DecideAsync(PolicyGeneration generation, PolicyRequest request, CancellationToken cancellationToken)
    {
        var decided = Decide(generation, request, generation.Keys);
        return decided.Decision.NeededKeys is null ? new(decided) : new(FetchAsync(generation, request, cancellationToken));
    }

    private async Task<KeyedDecision> FetchAsync(PolicyGeneration generation, PolicyRequest request, CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        using CancellationTokenSource limit = new(KeyServer.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        HashSet<RemoteJwks> settled = [];
        while (true)
        {
            // What was fetched since the request was looked at counts, too.
            var decided = Decide(generation, request, settled.Aggregate(generation.Keys, (sets, source) => sets.Settled(source)));
            if (decided.Decision.NeededKeys is not { } needed)
            {
                return decided;
            }

            if (!await generation.RemoteKeys.WaitAsync(needed, asked, either.Token).ConfigureAwait(false))
            {
                settled.Add(needed);
            }
        }
    }

    private KeyedDecision Decide(PolicyGeneration generation, PolicyRequest request, RemoteKeySets keys) =>
        new(generation.Policy.Evaluate(request, keys, time.GetUtcNow(), generation.Tokens), keys);
}
