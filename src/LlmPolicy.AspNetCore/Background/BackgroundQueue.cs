using System.Threading.Channels;

namespace LlmPolicy.Background;

/// <summary>Work that no request waits for: one item at a time, in order. What finds no room is dropped, and counted.</summary>
internal sealed class BackgroundQueue<T> : IBackgroundQueue
{
    private readonly Action<T> _work;
    private readonly Channel<T> _channel;
    private readonly Task _worker;
    private readonly Lock _working = new();
    private TimeSpan _longestWait;
    private long _dropped;
    private volatile bool _isClosed;
    private volatile bool _isOver;

    /// <param name="items">What waits in it, in the plural, for the log.</param>
    /// <param name="capacity">How many may wait.</param>
    /// <param name="work">What is done with each. It may block, and what it throws is counted as dropped.</param>
    public BackgroundQueue(string items, int capacity, Action<T> work)
    {
        (Items, _work) = (items, work);
        _channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true });

        // The worker belongs to no request, whichever comes first.
        using (ExecutionContext.SuppressFlow())
        {
            _worker = Task.Run(WorkAsync);
        }
    }

    public string Items { get; }

    public long Dropped => Interlocked.Read(ref _dropped);

    public Action? WhenDropped { private get; set; }

    /// <summary>Leaves an item to the worker, and never waits; once there is none any more works on it at once, since nobody is served then.</summary>
    public void Add(T item)
    {
        if (_channel.Writer.TryWrite(item))
        {
            return;
        }

        if (_isClosed)
        {
            WorkOn(item);
        }
        else
        {
            Drop();
        }
    }

    public async Task StopAsync(TimeSpan limit, TimeProvider time)
    {
        _longestWait = limit;
        _isClosed = true;
        _channel.Writer.TryComplete();
        try
        {
            await _worker.WaitAsync(limit, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _isOver = true;
            while (_channel.Reader.TryRead(out _))
            {
                Drop();
            }
        }
    }

    private void Drop()
    {
        Interlocked.Increment(ref _dropped);
        WhenDropped?.Invoke();
    }

    private async Task WorkAsync()
    {
        await foreach (var item in _channel.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            WorkOn(item);
        }
    }

    private void WorkOn(T item)
    {
        // Whoever holds it may have blocked.
        if (_isOver || !_working.TryEnter(_isClosed ? _longestWait : Timeout.InfiniteTimeSpan))
        {
            Drop();
            return;
        }

        try
        {
            _work(item);
        }
        catch (Exception)
        {
            Drop();
        }
        finally
        {
            _working.Exit();
        }
    }
}
