using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LlmPolicy.Redis;

/// <summary>Says once that Redis fails, and once that it does not any more.</summary>
internal sealed class Outages(ILogger logger)
{
    private int _isDown;

    /// <summary>The last error that Redis answered with, and the script that it belongs to.</summary>
    private volatile Error? _error;

    public bool IsDown => Volatile.Read(ref _isDown) == 1;

    public void Begin(Exception? problem)
    {
        if (Interlocked.Exchange(ref _isDown, 1) == 0)
        {
            Log.Unavailable(logger, problem is RedisConnectionException e ? $"{nameof(RedisConnectionException)}: {e.FailureType}" : problem?.GetType().Name ?? "unknown");
        }
    }

    public void End()
    {
        if (Interlocked.Exchange(ref _isDown, 0) == 1)
        {
            Log.Available(logger);
        }
    }

    public void Failed(string script, string code)
    {
        Error error = new(script, code);
        if (error != Interlocked.Exchange(ref _error, error))
        {
            Log.Error(logger, code);
        }
    }

    /// <summary>A script that failed and runs again ends the error.</summary>
    public void Ran(string script)
    {
        if (_error is { } error && ReferenceEquals(error.Script, script) && Interlocked.CompareExchange(ref _error, null, error) == error)
        {
            Log.ErrorOver(logger, error.Code);
        }
    }

    private sealed record Error(string Script, string Code);
}
