namespace LlmPolicy;

/// <summary>A header secret: the headers that a <c>headerSecretRef</c> puts on a request.</summary>
/// <param name="Headers">Header names and their values.</param>
/// <param name="ExpiresAt">When the values stop being good; null: they are good until replaced.</param>
public sealed record HeaderSecret(IReadOnlyDictionary<string, SecretValue> Headers, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>The headers' names; never a value.</summary>
    public override string ToString() => $"HeaderSecret({string.Join(", ", Headers.Keys)})";
}
