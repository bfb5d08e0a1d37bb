using LlmPolicy.Tool.Output;

namespace LlmPolicy.Tool.Explaining;

/// <summary>The key servers' answers that the command line gives (<c>--keys</c>): nothing is fetched.</summary>
internal sealed class GivenKeys(CompiledPolicy policy, Caller caller, Terminal terminal) : IFactResolver
{
    public ValueTask<PolicyFacts> ResolveAsync(PolicyNeed need, PolicyFacts facts, CancellationToken cancellationToken) => new(need switch
    {
        KeysNeed { Source: var source } => facts with { Keys = (ReadKeys(source.Url) is { } keys ? facts.Keys.With(source, keys) : facts.Keys).Settled(source) },
        _ => facts with { Body = BodyFact.Incomplete },
    });

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
