using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace LlmPolicy.Keys;

/// <summary>The keys of a configuration that the app keeps.</summary>
internal sealed class ManagedKeys(IConfigurationManager<OpenIdConnectConfiguration> manager, TimeProvider time) : IJwksSource
{
    /// <summary>How long, and how often, a new configuration is looked for after a refresh was asked for.</summary>
    private const int Looks = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private volatile OpenIdConnectConfiguration? _last;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellationToken)
    {
        var former = _last;
        var current = await manager.GetConfigurationAsync(cancellationToken).ConfigureAwait(false);
        if (current == former)
        {
            current = await RefreshAsync(current, cancellationToken).ConfigureAwait(false);
        }

        _last = current;
        return JwksDocument.Of(current);
    }

    /// <summary>A manager refreshes in the background, and does not say when it is done, nor whether it does at all.</summary>
    private async Task<OpenIdConnectConfiguration> RefreshAsync(OpenIdConnectConfiguration former, CancellationToken cancellationToken)
    {
        manager.RequestRefresh();
        var current = former;
        for (int look = 0; look < Looks && current == former; look++)
        {
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            current = await manager.GetConfigurationAsync(cancellationToken).ConfigureAwait(false);
        }

        return current;
    }
}
