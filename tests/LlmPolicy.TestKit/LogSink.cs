using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmPolicy.TestKit;

/// <summary>Keeps everything that is logged, of whatever level and category.</summary>
public sealed class LogSink : ILoggerProvider
{
    private readonly LoggerExternalScopeProvider _scopes = new();
    private volatile TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<LogLine> Lines { get; } = new();

    /// <summary>What went wrong, to show when a test fails.</summary>
    public string Errors => string.Join("\n", Lines.Where(l => l.Level >= LogLevel.Warning).Select(l => l.Text));

    public IEnumerable<LogLine> Named(string eventName) => Lines.Where(l => l.Event == eventName);

    /// <summary>The last of so many lines of an event, as soon as it is logged.</summary>
    public async Task<LogLine> Seen(string eventName, int count)
    {
        while (true)
        {
            var written = _written.Task;
            if (Named(eventName).Skip(count - 1).FirstOrDefault() is { } line)
            {
                return line;
            }

            try
            {
                await written.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                throw new InvalidOperationException($"No {eventName} number {count}. Logged were:\n{Errors}");
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>A logger for what is made without a host.</summary>
    public ILogger<T> For<T>() => LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this)).CreateLogger<T>();

    public void Dispose()
    {
    }

    private void Write(LogLine line)
    {
        Lines.Enqueue(line);
        Interlocked.Exchange(ref _written, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private sealed class Logger(LogSink sink, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => sink._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            List<string> scopes = [];
            sink._scopes.ForEachScope(static (scope, into) => into.Add($"{scope}"), scopes);
            sink.Write(new LogLine(category, logLevel, eventId.Name, $"{formatter(state, exception)} {exception}") { Scopes = scopes });
        }
    }
}

public sealed record LogLine(string Category, LogLevel Level, string? Event, string Text)
{
    /// <summary>The scopes that it was logged in, the outermost first.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}
