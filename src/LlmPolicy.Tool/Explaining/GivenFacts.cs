using LlmPolicy.Explaining;

namespace LlmPolicy.Tool.Explaining;

/// <summary>What the command line gives of what a decision depends on: key servers' answers (<c>--keys</c>), of which none is fetched, and the request's body (<c>--body</c>).</summary>
internal sealed class GivenFacts(CompiledPolicy policy, Caller caller, BodyFact? body, Terminal terminal) : IFactResolver
{
    public ValueTask<PolicyFacts> ResolveAsync(PolicyNeed need, PolicyFacts facts, CancellationToken cancellationToken) => new(need switch
    {
        KeysNeed { Source: var source } => facts with { Keys = (ReadKeys(source.Url) is { } keys ? facts.Keys.With(source, keys) : facts.Keys).Settled(source) },
        BodyNeed => facts with { Body = body ?? NoBody() },
        _ => facts,
    });

    private BodyFact NoBody()
    {
        terminal.Error.WriteLine("The decision depends on the request's body, and none is given: without --body it counts as empty.");
        return BodyFact.Whole(ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>What the gateway would make of the server's answer; that there is none, or none that it could use, is said.</summary>
    private KeySet? ReadKeys(string url)
    {
        if (!caller.Keys.TryGetValue(url, out KeyAnswer? answer))
        {
            terminal.Error.WriteLine($"The keys of {url} are not fetched here: without --keys {url}=FILE they count as unavailable.");
            return null;
        }

        KeySet? set = policy.ReadKeys(answer.Document, out string? problem);
        if (set is null)
        {
            terminal.Error.WriteLine(Printable.Of($"{answer.File}: it has no usable key: {problem}. The keys of {url} count as unavailable, as in the gateway."));
        }

        return set;
    }
}
