using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Hosting;

/// <summary>Keeps the generation in force up to date.</summary>
internal sealed class PolicyRefresh(PolicyStore store) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => store.Current.RemoteKeys.KeepFreshAsync(stoppingToken);
}
