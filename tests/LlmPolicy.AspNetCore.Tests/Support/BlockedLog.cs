using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>A log that takes no line of one category before it is let go.</summary>
internal sealed class BlockedLog(string category) : ILoggerProvider, ILogger
{
    private readonly ManualResetEventSlim _free = new();

    public ConcurrentQueue<string> Lines { get; } = [];

    public void LetGo() => _free.Set();

    public ILogger CreateLogger(string categoryName) => categoryName == category ? this : NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _free.Wait();
        Lines.Enqueue(formatter(state, exception));
    }

    public void Dispose() => _free.Set();
}
