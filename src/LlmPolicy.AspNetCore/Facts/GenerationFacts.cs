using LlmPolicy.Keys;

namespace LlmPolicy.Facts;

/// <summary>What is known to every request of a generation: one object for as long as nothing changes.</summary>
internal sealed class GenerationFacts(GenerationKeys keys, TokenCache? tokens, OutputHistory outputs, Revocations revocations)
{
    private volatile PolicyFacts _current = new() { Tokens = tokens, Outputs = outputs };

    public PolicyFacts Current
    {
        get
        {
            var (current, sets, revoked) = (_current, keys.Snapshot, revocations.Current);
            return current.Keys == sets && current.Revoked == revoked ? current : _current = current with { Keys = sets, Revoked = revoked };
        }
    }
}
