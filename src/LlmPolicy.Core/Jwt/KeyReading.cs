namespace LlmPolicy.Jwt;

/// <summary>The keys that were read, in order; an error where none can be loaded.</summary>
internal sealed record KeyReading(IReadOnlyList<VerificationKey> Keys, KeyError? Error)
{
    public static KeyReading Failed(KeyError error) => new([], error);
}
