using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Hosting;

/// <summary>Loads the policy before anything listens.</summary>
internal sealed class PolicyStartup(PolicyStore store, RouteReport report) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        report.Begin(store.Current);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
