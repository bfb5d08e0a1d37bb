using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Background;

/// <summary>Says what queues have dropped, a minute after the first of it, and empties them once the app has stopped serving.</summary>
internal sealed class BackgroundQueues : IHostedLifecycleService, IDisposable
{
    /// <summary>How long a stop waits for what is in the queues.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly IBackgroundQueue[] _queues;
    private readonly long[] _told;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private ITimer? _report;
    private volatile bool _isStopped;

    public BackgroundQueues(IEnumerable<IBackgroundQueue> queues, TimeProvider time, ILogger<BackgroundQueues> logger)
    {
        (_queues, _time, _logger) = ([.. queues], time, logger);
        _told = new long[_queues.Length];
        foreach (var queue in _queues)
        {
            queue.WhenDropped = BeginReport;
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The server has ended its requests by now, whose last words these are.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_queues.Select(queue => queue.StopAsync(LongestStop, _time))).ConfigureAwait(false);
        _isStopped = true;
        Report();
    }

    public void Dispose() => _report?.Dispose();

    /// <summary>Whoever drops waits for nothing: one report is made of all that comes until then.</summary>
    private void BeginReport()
    {
        if (_isStopped)
        {
            // There may be no minute any more.
            Report();
        }
        else if (_report is null)
        {
            lock (_gate)
            {
                _report ??= _time.CreateTimer(static queues => ((BackgroundQueues)queues!).Report(), this, ReportInterval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Report()
    {
        lock (_gate)
        {
            _report?.Dispose();
            _report = null;
            for (int i = 0; i < _queues.Length; i++)
            {
                long dropped = _queues[i].Dropped;
                if (dropped > _told[i])
                {
                    Log.Dropped(_logger, dropped - _told[i], _queues[i].Items);
                    _told[i] = dropped;
                }
            }
        }
    }
}
