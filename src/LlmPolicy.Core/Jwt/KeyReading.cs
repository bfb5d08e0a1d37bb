namespace LlmPolicy.Jwt;

/// <summary>The keys that were read, in order; an error where none can be loaded. <paramref name="Skipped"/>: how many could not be read.</summary>
internal sealed record KeyReading(IReadOnlyList<VerificationKey> Keys, KeyError? Error, int Skipped = 0)
{
    public static KeyReading Failed(KeyError error) => new([], error);
}
