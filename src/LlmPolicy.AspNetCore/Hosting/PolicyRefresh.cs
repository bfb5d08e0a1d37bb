using LlmPolicy.Candidate;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Hosting;

/// <summary>Keeps a generation's keys fresh until another one takes over.</summary>
internal sealed class PolicyRefresh(PolicyStore store, PolicyWatch watch, CandidateWatch candidates, RouteReport report) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var current = store.Current;
            using var replaced = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var keys = current.RemoteKeys.KeepFreshAsync(replaced.Token);
            candidates.Follow(current, replaced.Token);
            var next = await watch.NextAsync(current, stoppingToken).ConfigureAwait(false);
            store.Replace(next);
            report.Begin(next);
            await replaced.CancelAsync().ConfigureAwait(false);
            await keys.ConfigureAwait(false);
        }
    }
}
