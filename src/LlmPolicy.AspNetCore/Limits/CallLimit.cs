namespace LlmPolicy.Limits;

/// <summary>Runs what may never come back, an app's own source or a read from a drive that is gone, and waits for no longer than <see cref="Longest"/>.</summary>
internal sealed class CallLimit(TimeProvider time)
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>A call that blocks goes on holding its thread when it is given up.</summary>
    private const int MostBlocked = 4;

    private int _blocked;

    /// <summary>What the call gives. Its token is cancelled when the time is over.</summary>
    /// <exception cref="TimeoutException">It does not come back, or too many before it never have.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        if (Volatile.Read(ref _blocked) >= MostBlocked)
        {
            throw new TimeoutException("Earlier calls still hold their threads.");
        }

        using CancellationTokenSource limit = new(Longest, time);
        var token = limit.Token;
        var begun = Task.Factory.StartNew(() => call(token), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        try
        {
            return await begun.Unwrap().WaitAsync(Longest, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!begun.IsCompleted)
        {
            Interlocked.Increment(ref _blocked);
            _ = begun.ContinueWith(_ => Interlocked.Decrement(ref _blocked), TaskScheduler.Default);
            throw;
        }
    }
}
