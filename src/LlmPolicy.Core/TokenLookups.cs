using BitFaster.Caching.Counters;

namespace LlmPolicy;

/// <summary>How often tokens were looked for in a <see cref="TokenCache"/>, or in several one after the other. Safe for any number of threads.</summary>
public sealed class TokenLookups
{
    private readonly Counter _hits = new();
    private readonly Counter _misses = new();

    /// <summary>How often the token was there.</summary>
    public long Hits => _hits.Count();

    /// <summary>How often it was not.</summary>
    public long Misses => _misses.Count();

    internal void Found(bool found) => (found ? _hits : _misses).Increment();
}
