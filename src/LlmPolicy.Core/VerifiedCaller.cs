using System.Text.Json;

namespace LlmPolicy;

/// <summary>A verified token: whose key signed it and what it claims.</summary>
/// <param name="Provider">The provider's name in the manifest (<c>jwt.providers</c>).</param>
/// <param name="Claims">The payload, an object (RFC 7519, 4).</param>
public sealed record VerifiedCaller(string Provider, JsonElement Claims)
{
    /// <summary>The provider's name alone: claims may be personal data.</summary>
    public override string ToString() => Provider;
}
