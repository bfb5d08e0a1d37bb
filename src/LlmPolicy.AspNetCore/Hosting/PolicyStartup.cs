using LlmPolicy.Manifests;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Hosting;

/// <summary>Loads the policy before anything listens, and keeps it once the app has started.</summary>
internal sealed class PolicyStartup(PolicyStore store, LastGoodPolicy lastGood, RouteReport report) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        report.Begin(store.Current);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A policy is good once the app has started with it: what else checks it at the start may have stopped that.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        lastGood.Keep(store.Current.Inputs);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
