using Yarp.ReverseProxy.Configuration;

namespace LlmPolicy.Gateway;

/// <summary>Publishes the clusters of the active policy, and of the next one before it becomes active.</summary>
internal sealed class GatewayConfigProvider(ClusterCatalog catalog, PolicyStore store) : IProxyConfigProvider, IConfigChangeListener, IPolicyHost, IDisposable
{
    private readonly Lock _gate = new();
    private GatewayConfig? _current;
    private TaskCompletionSource? _applied;

    public IProxyConfig GetConfig()
    {
        lock (_gate)
        {
            return _current ??= new GatewayConfig(catalog.Of(store.Current.Policy).Values);
        }
    }

    /// <summary>Adds the clusters of the next policy to those of the active one, and waits until YARP has them.</summary>
    public Task PrepareAsync(CompiledPolicy next, CancellationToken cancellationToken)
    {
        GatewayConfig? replaced;
        TaskCompletionSource applied = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            replaced = _current;
            if (replaced is null)
            {
                return Task.CompletedTask;
            }

            // Requests decided by the active policy still need its clusters while the next one takes over.
            _current = new GatewayConfig([.. catalog.Of(next).Values.Concat(catalog.Of(store.Current.Policy).Values).DistinctBy(cluster => cluster.ClusterId)]);
            _applied = applied;
        }

        replaced.SignalReplaced();
        replaced.Dispose();
        return applied.Task.WaitAsync(cancellationToken);
    }

    void IConfigChangeListener.ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => TakeApplied(proxyConfigs)?.TrySetResult();

    void IConfigChangeListener.ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) =>
        TakeApplied(proxyConfigs)?.TrySetException(exception);

    void IConfigChangeListener.ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    void IConfigChangeListener.ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    public void Dispose() => _current?.Dispose();

    private TaskCompletionSource? TakeApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        lock (_gate)
        {
            return proxyConfigs.Contains(_current) ? Interlocked.Exchange(ref _applied, null) : null;
        }
    }
}
