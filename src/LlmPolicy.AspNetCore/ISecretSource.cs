namespace LlmPolicy;

/// <summary>Supplies header secrets (<c>headerSecretRef</c>), from a vault for instance. Added with <c>AddSecretSource</c>; asked before all others.</summary>
public interface ISecretSource
{
    /// <summary>The secret's headers as they are now. An answer is kept until it expires, or for a minute if it does not say when, and asked for anew before that while requests need it.</summary>
    /// <param name="secret">The secret that the manifest names.</param>
    /// <param name="cancellationToken">Cancelled after 5 s; requests are refused until the source answers. Neither start nor reload waits for it.</param>
    /// <returns>The secret; null if this source does not know it. If it throws, the request is refused, and no other source is asked.</returns>
    ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken);
}
