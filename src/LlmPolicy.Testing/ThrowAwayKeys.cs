using System.Collections.Concurrent;
using System.Security.Cryptography;
using LlmPolicy.ExtAuth;
using LlmPolicy.Resources;
using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Testing;

/// <summary>
/// Key pairs that stand in for providers' own, made when first asked for and never written anywhere. Providers of the same key material
/// (<c>jwks.local.key</c>, or the url and Upstream of <c>jwks.remote</c>) share a pair, over manifests and their versions; others don't.
/// Beside each API key there is one that is as good.
/// </summary>
public sealed class ThrowAwayKeys
{
    private const int ApiKeyDigits = 32;

    private readonly ConcurrentDictionary<string, KeyPair> _pairs = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(KeyDigest, string?), string> _apiKeys = new();

    private readonly Func<KeyPair> _create;

    /// <summary>Makes no pair yet.</summary>
    public ThrowAwayKeys() : this(KeyPair.Create)
    {
    }

    private ThrowAwayKeys(Func<KeyPair> create) => _create = create;

    /// <summary>Keys that are fast, for tokens that only this process sees.</summary>
    internal static ThrowAwayKeys Shared() => new(KeyPair.CreateShared);

    /// <summary>What may be shown in the place of an API key: the same for the same key, whichever Secret or form it stands in.</summary>
    internal string For(KeyDigest apiKey, byte[]? hmacKey) =>
        _apiKeys.GetOrAdd((apiKey, hmacKey is null ? null : Convert.ToHexString(hmacKey)), _ => $"throw-away-{RandomNumberGenerator.GetHexString(ApiKeyDigits, lowercase: true)}");

    internal KeyPair For(JwtProvider provider) => _pairs.GetOrAdd(Material(provider), _ => _create());

    private static string Material(JwtProvider provider) => provider.Jwks switch
    {
        { Remote: { } remote } => $"remote {remote.UpstreamRef?.In(Metadata.DefaultNamespace)} {remote.Url}",
        { Local: { } local } => $"local {local.Key.Value.Trim()}",
        _ => "none",
    };
}
