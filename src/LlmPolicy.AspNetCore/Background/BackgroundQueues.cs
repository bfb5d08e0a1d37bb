using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Background;

/// <summary>Says once a minute what queues have dropped, and empties them once the app has stopped to serve.</summary>
internal sealed class BackgroundQueues(IEnumerable<IBackgroundQueue> queues, TimeProvider time, ILogger<BackgroundQueues> logger) : BackgroundService, IHostedLifecycleService
{
    /// <summary>How long a stop waits for what is in the queues.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly (IBackgroundQueue Queue, long Told)[] _queues = [.. queues.Select(queue => (queue, 0L))];

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The server has ended its requests by now, whose last words these are.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_queues.Select(each => each.Queue.StopAsync(LongestStop, time))).ConfigureAwait(false);
        Report();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(ReportInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            Report();
        }
    }

    private void Report()
    {
        foreach (ref var each in _queues.AsSpan())
        {
            long dropped = each.Queue.Dropped;
            if (dropped > each.Told)
            {
                Log.Dropped(logger, dropped - each.Told, each.Queue.Items);
                each.Told = dropped;
            }
        }
    }
}
