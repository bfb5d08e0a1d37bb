using BitFaster.Caching.Lru;
using LlmPolicy.Jwt;

namespace LlmPolicy;

/// <summary>
/// Remembers verified tokens, so that a token that comes again costs no signature. It changes nothing but time: issuer, audiences and keys
/// are those that the token was verified with, its times are checked anew each time, and what was refused is not kept. Safe for any
/// number of threads, which share no lock to read it.
/// </summary>
/// <param name="capacity">The most tokens that are kept; those that were not used for long go first. At least 3.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 3.</exception>
public sealed class TokenCache(int capacity)
{
    private readonly ConcurrentLru<TokenKey, VerifiedToken> _tokens = new(capacity);

    internal VerifiedToken? Find(in TokenKey key) => _tokens.TryGet(key, out var token) ? token : null;

    internal void Add(in TokenKey key, VerifiedToken token) => _tokens.AddOrUpdate(key, token);

    internal void Remove(in TokenKey key) => _tokens.TryRemove(key);
}
