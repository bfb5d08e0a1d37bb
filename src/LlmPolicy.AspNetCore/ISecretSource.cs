namespace LlmPolicy;

/// <summary>Supplies header secrets (<c>headerSecretRef</c>), from a vault for instance. Added with <c>AddSecretSource</c>; asked before all others.</summary>
public interface ISecretSource
{
    /// <summary>The secret's headers as they are now. Asked for each request that needs it, so a slow source should cache.</summary>
    /// <param name="secret">The secret that the manifest names.</param>
    /// <param name="cancellationToken">Cancelled when the request is.</param>
    /// <returns>The secret; null if this source does not know it. If it throws, the request is refused, and no other source is asked.</returns>
    ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken);
}
