using LlmPolicy.Headers;

namespace LlmPolicy;

/// <summary>A header secret: the headers that a <c>headerSecretRef</c> puts on a request.</summary>
/// <param name="Headers">Header names and their values.</param>
/// <param name="ExpiresAt">When the values stop being good; null: they are good until replaced.</param>
public sealed record HeaderSecret(IReadOnlyDictionary<string, SecretValue> Headers, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>Why the secret can't be sent, in words that hold no value; null if it can. One header that can't be sent is enough: half a credential is none.</summary>
    public string? FindProblem() =>
        Headers.Count == 0 ? "it has no header" : Headers.Select(h => HeaderSecretRules.Problem(h.Key, h.Value)).FirstOrDefault(problem => problem is not null);

    /// <summary>The headers' names; never a value.</summary>
    public override string ToString() => $"HeaderSecret({string.Join(", ", Headers.Keys)})";
}
