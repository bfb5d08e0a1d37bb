using System.Collections.Concurrent;
using LlmPolicy.Resources;
using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Testing;

/// <summary>
/// Key pairs that stand in for providers' own, made when first asked for and never written anywhere. Providers of the same key material
/// (<c>jwks.local.key</c>, or the url and Upstream of <c>jwks.remote</c>) share a pair, over manifests and their versions; others don't.
/// </summary>
public sealed class ThrowAwayKeys
{
    private readonly ConcurrentDictionary<string, KeyPair> _pairs = new(StringComparer.Ordinal);

    private readonly Func<KeyPair> _create;

    /// <summary>Makes no pair yet.</summary>
    public ThrowAwayKeys() : this(KeyPair.Create)
    {
    }

    private ThrowAwayKeys(Func<KeyPair> create) => _create = create;

    /// <summary>Keys that are fast, for tokens that only this process sees.</summary>
    internal static ThrowAwayKeys Shared() => new(KeyPair.CreateShared);

    internal KeyPair For(JwtProvider provider) => _pairs.GetOrAdd(Material(provider), _ => _create());

    private static string Material(JwtProvider provider) => provider.Jwks switch
    {
        { Remote: { } remote } => $"remote {remote.UpstreamRef?.In(Metadata.DefaultNamespace)} {remote.Url}",
        { Local: { } local } => $"local {local.Key.Value.Trim()}",
        _ => "none",
    };
}
