using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Keeps everything that is logged, of whatever level and category.</summary>
internal sealed class LogSink : ILoggerProvider
{
    public ConcurrentQueue<LogLine> Lines { get; } = new();

    /// <summary>What went wrong, to show when a test fails.</summary>
    public string Errors => string.Join("\n", Lines.Where(l => l.Level >= LogLevel.Warning).Select(l => l.Text));

    public IEnumerable<LogLine> Named(string eventName) => Lines.Where(l => l.Event == eventName);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogSink sink, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            sink.Lines.Enqueue(new LogLine(category, logLevel, eventId.Name, $"{formatter(state, exception)} {exception}"));
    }
}

internal sealed record LogLine(string Category, LogLevel Level, string? Event, string Text);
