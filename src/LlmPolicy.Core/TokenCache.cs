using BitFaster.Caching.Lru;
using LlmPolicy.Jwt;

namespace LlmPolicy;

/// <summary>
/// Remembers verified tokens, so that a token that comes again costs no signature. It changes nothing but time: issuer, audiences and keys
/// are those that the token was verified with, its times are checked anew each time, and what was refused is not kept. Safe for any
/// number of threads, which share no lock to read it.
/// </summary>
/// <remarks>
/// What is kept of a token is a copy of it, its payload, and the claims as read. Tokens that others than their signer can write in many
/// ways (with padding, as an ECDSA signature of another width than its algorithm's) are verified each time.
/// </remarks>
public sealed class TokenCache
{
    /// <summary>The bytes that are kept at the most where nothing else is said: 16 MiB, some 4,000 tokens of the usual size.</summary>
    public const long DefaultMaxBytes = 16 * 1024 * 1024;

    private readonly ConcurrentLru<TokenKey, VerifiedToken> _tokens;
    private readonly long _maxBytes;
    private readonly TokenLookups? _lookups;
    private long _bytes;

    /// <summary>An empty cache.</summary>
    /// <param name="capacity">The most tokens that are kept; those that were not used for long go first. At least 3.</param>
    /// <param name="maxBytes">
    /// The most memory that they take, in bytes; those that were not used for long go first, and a token that takes more by itself is not kept.
    /// Default: <see cref="DefaultMaxBytes"/>.
    /// </param>
    /// <param name="lookups">Counts how often tokens are looked for. None: nobody does.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 3, or <paramref name="maxBytes"/> below 1.</exception>
    public TokenCache(int capacity, long maxBytes = DefaultMaxBytes, TokenLookups? lookups = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        _tokens = new ConcurrentLru<TokenKey, VerifiedToken>(capacity);
        (_maxBytes, _lookups) = (maxBytes, lookups);

        // The library counts entries, not bytes: it tells of each that goes.
        var events = _tokens.Events.Value!;
        events.ItemRemoved += (_, removed) => Interlocked.Add(ref _bytes, -removed.Value!.Bytes);
        events.ItemUpdated += (_, updated) => Interlocked.Add(ref _bytes, -updated.OldValue!.Bytes);
    }

    /// <summary>How many tokens are kept.</summary>
    public int Count => _tokens.Count;

    /// <summary>The memory that they take at the most, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The tokens that are kept.</summary>
    internal IEnumerable<VerifiedToken> Tokens => _tokens.Select(pair => pair.Value);

    internal VerifiedToken? Find(in TokenKey key)
    {
        var found = _tokens.TryGet(key, out var token) && key.IsOf(token) ? token : null;
        _lookups?.Found(found is not null);
        return found;
    }

    /// <summary>Keeps a token, under its own copy of its text; not if its twin is there.</summary>
    internal void Add(JwtRequirement requirement, VerifiedToken token)
    {
        var kept = token.ToKept();
        var key = kept.KeyOf(requirement);
        if (kept.Bytes > _maxBytes || (_tokens.TryGet(key, out var other) && !key.IsOf(other)))
        {
            return;
        }

        Interlocked.Add(ref _bytes, kept.Bytes);
        _tokens.AddOrUpdate(key, kept);

        // As many attempts as there are tokens: others add meanwhile, and make room themselves.
        for (int attempts = _tokens.Count; attempts > 0 && Bytes > _maxBytes; attempts--)
        {
            _tokens.Policy.Eviction.Value!.Trim(1);
        }
    }

    internal void Remove(in TokenKey key) => _tokens.TryRemove(key);
}
