using System.Text.Json;
using LlmPolicy.Resources;
using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Testing;

/// <summary>A provider of a policy under test (<c>jwt.providers.NAME</c>), and the tokens that it accepts: signed by its throw-away key.</summary>
public sealed class TokenIssuer
{
    private readonly JwtProvider _provider;
    private readonly KeyPair _keys;

    internal TokenIssuer(string provider, JwtProvider source, KeyPair keys) => (Provider, _provider, _keys) = (provider, source, keys);

    /// <summary>The provider's name.</summary>
    public string Provider { get; }

    /// <summary>Where the provider stands in its manifest.</summary>
    public SourcePosition Position => _provider.Position;

    /// <summary><c>issuer</c>; null where any will do.</summary>
    public string? Issuer => _provider.Issuer?.Value is { Length: > 0 } issuer ? issuer : null;

    /// <summary><c>audiences</c>; empty where none is asked for.</summary>
    public IReadOnlyList<string> Audiences => [.. _provider.Audiences.Select(a => a.Value)];

    /// <summary>Where the provider looks for its tokens.</summary>
    internal TokenPlace Place => TokenPlace.Of(_provider);

    /// <summary>Everywhere that the provider looks for its tokens.</summary>
    internal IEnumerable<TokenPlace> Places => TokenPlace.All(_provider);

    internal uint ClockSkewSeconds => _provider.ClockSkewSeconds is > 0 and { } skew ? skew : 60;

    /// <summary>
    /// A token in compact form (RFC 7515, 7.1) with these claims. <c>iss</c> and <c>aud</c> are the provider's where the claims have none, and left
    /// out where they are null; nothing else is added, no <c>exp</c> either.
    /// </summary>
    /// <param name="claims">A JSON object.</param>
    /// <exception cref="ArgumentException">It is none, or has a name twice.</exception>
    public string Mint(string claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        return Mint(ClaimsJson.Parse(claims));
    }

    /// <inheritdoc cref="Mint(string)"/>
    /// <param name="claims">What System.Text.Json writes as an object: an anonymous object, a dictionary, a <see cref="JsonElement"/>.</param>
    public string Mint(object claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        return Mint(JsonSerializer.SerializeToElement(claims));
    }

    /// <summary>The request with a token where the provider looks for it: the first place of <c>tokenSource</c>, else <c>Authorization: Bearer</c>.</summary>
    /// <param name="request">The request without the token.</param>
    /// <param name="token">The token, as <see cref="Mint(string)"/> gives it.</param>
    public PolicyRequest Send(PolicyRequest request, string token)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(token);
        return Place.Send(request, token);
    }

    /// <summary>Provider and place; nothing of the key.</summary>
    public override string ToString() => $"{Provider} at {Position}";

    /// <summary>Whether either's tokens are as good as the other's.</summary>
    internal bool IssuesTheSameAs(TokenIssuer other) => _keys == other._keys && Issuer == other.Issuer && Audiences.SequenceEqual(other.Audiences);

    private string Mint(JsonElement claims) => _keys.Sign(ClaimsJson.ForProvider(claims, _provider));
}
