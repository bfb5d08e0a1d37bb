namespace LlmPolicy.Jwt;

/// <summary>The keys that were read, in order; an error where Envoy would not load any.</summary>
internal sealed record KeyReading(IReadOnlyList<VerificationKey> Keys, string? Error)
{
    public static KeyReading Failed(string error) => new([], error);
}
