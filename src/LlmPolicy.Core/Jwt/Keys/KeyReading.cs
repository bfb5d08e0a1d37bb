namespace LlmPolicy.Jwt.Keys;

/// <summary>The keys that were read, in order; an error where none can be loaded. <paramref name="Skipped"/>: how many could not be read.</summary>
internal sealed record KeyReading(IReadOnlyList<VerificationKey> Keys, KeyError? Error, int Skipped = 0)
{
    /// <summary>How many blocks a PEM has; one of them was read.</summary>
    public int Blocks { get; init; } = 1;

    public static KeyReading Failed(KeyError error) => new([], error);
}
