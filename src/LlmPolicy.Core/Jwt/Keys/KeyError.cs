namespace LlmPolicy.Jwt.Keys;

/// <summary>Why a key can't be read, in Envoy's words where it has some.</summary>
internal sealed record KeyError(string Message, string? Remedy = null)
{
    /// <summary>Not a bad key, but one that this process can't use: leaving it out would change the answer to other keys' tokens.</summary>
    public static readonly KeyError NoEd25519 = new(
        "an Ed25519 key needs the package LlmPolicy.EdDsa", "Add the package and .AddEdDsa().");
}
