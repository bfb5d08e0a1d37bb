using System.Runtime.InteropServices;
using System.Text.Json;
using LlmPolicy.Json;
using LlmPolicy.Rbac;

namespace LlmPolicy;

/// <summary>A verified token: whose key signed it and what it claims. Immutable.</summary>
public sealed class VerifiedCaller
{
    private object? _claims;

    /// <summary>A caller of given claims.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="claims">The payload, an object.</param>
    public VerifiedCaller(string provider, JsonElement claims)
        : this(provider, JsonMarshal.GetRawUtf8Value(claims).ToArray()) => _claims = claims;

    internal VerifiedCaller(string provider, byte[] payload)
    {
        Provider = provider;
        Payload = payload;
        Alone = [this];
    }

    /// <summary>The provider's name in the manifest (<c>jwt.providers</c>).</summary>
    public string Provider { get; }

    /// <summary>The payload, an object (RFC 7519, 4). Read at the first call.</summary>
    public JsonElement Claims => (JsonElement)(_claims ??= TokenJson.Parse(Payload));

    /// <summary>The claims as JSON.</summary>
    internal byte[] Payload { get; }

    /// <summary>What is known of the caller by now, where it is kept for later requests.</summary>
    internal PrincipalMatches? Matches { get; init; }

    /// <summary>The same caller, to be kept with what is found out about him.</summary>
    internal VerifiedCaller ToKnown() => new(Provider, Payload) { Matches = new PrincipalMatches() };

    /// <summary>The list of this caller.</summary>
    internal IReadOnlyList<VerifiedCaller> Alone { get; }

    /// <summary>The provider's name alone: claims may be personal data.</summary>
    public override string ToString() => Provider;
}
