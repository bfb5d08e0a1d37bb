namespace LlmPolicy;

/// <summary>
/// Supplies a provider's keys in place of the server that its <c>jwks.remote</c> names, which is then not asked. Added with <c>AddJwksSource</c>. Whatever
/// else is true of fetched keys is true of these: which of a set count, <c>cacheDuration</c>, and what happens while there are none.
/// </summary>
public interface IJwksSource
{
    /// <summary>
    /// The key set as it is now. Asked at start, again 5 s before <c>cacheDuration</c> is over, and for a token of a key that the last answer does not
    /// hold; one call at a time for each <c>jwks.remote</c>, and one a second at most.
    /// </summary>
    /// <param name="cancellationToken">Cancelled after 5 s; that is a failure.</param>
    /// <returns>A JWKS (RFC 7517, 5) of 1 MiB at most, as a key server would send it. If the call throws, the last good answer stays, for a day at most; only the exception's type is logged.</returns>
    ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellationToken);
}
