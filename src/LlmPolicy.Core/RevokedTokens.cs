using System.Collections.Frozen;
using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy;

/// <summary>The tokens that are refused although they are good: on their next request, also where they were verified before. Immutable.</summary>
public sealed class RevokedTokens
{
    private readonly FrozenSet<string> _hashes;
    private readonly FrozenDictionary<string, RevokedClaim[]> _byProvider;

    /// <summary>A list of tokens.</summary>
    /// <param name="tokens">The tokens.</param>
    public RevokedTokens(IEnumerable<RevokedToken> tokens)
    {
        var all = tokens.ToList();
        _hashes = all.Select(t => t.Sha256).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
        _byProvider = all.Where(t => t.Provider is not null).GroupBy(t => t.Provider!, StringComparer.Ordinal).ToFrozenDictionary(
            provider => provider.Key,
            provider => provider.GroupBy(t => t.Claim!, StringComparer.Ordinal).Select(claim => new RevokedClaim(claim.Key, claim.Select(t => t.Value!))).ToArray(),
            StringComparer.Ordinal);
    }

    /// <summary>No token.</summary>
    public static RevokedTokens None { get; } = new([]);

    /// <summary>Whether tokens have to be hashed to be found.</summary>
    internal bool HasHashes => _hashes.Count > 0;

    internal bool Contains(string hash) => _hashes.Contains(hash);

    internal bool Contains(VerifiedCaller caller) => _byProvider.TryGetValue(caller.Provider, out var claims) && Array.Exists(claims, claim => claim.IsOf(caller));

    /// <summary>The revoked values of a claim. A name with dots may be one name, or a path.</summary>
    private sealed class RevokedClaim(string claim, IEnumerable<string> values)
    {
        private readonly FrozenSet<string> _values = values.ToFrozenSet(StringComparer.Ordinal);
        private readonly ClaimPath[] _paths = claim.Contains('.') ? [new([claim]), new(claim.Split('.'))] : [new([claim])];

        public bool IsOf(VerifiedCaller caller) => Array.Exists(_paths, path => path.Find(caller.Payload) is { } found && Holds(found));

        private bool Holds(JsonElement found) => found.ValueKind switch
        {
            JsonValueKind.String => _values.Contains(found.GetString()!),
            JsonValueKind.Array => found.EnumerateArray().Any(Holds),
            JsonValueKind.Object or JsonValueKind.Null => false,
            _ => _values.Contains(found.GetRawText()),
        };
    }
}
