using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>A log that keeps what the JSON console would print of one category, written by its own formatter.</summary>
internal sealed class JsonLines(string category) : ILoggerProvider
{
    private static readonly ConsoleFormatter Formatter = new ServiceCollection().AddLogging(logging => logging.AddJsonConsole()).BuildServiceProvider()
        .GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == ConsoleFormatterNames.Json);

    private readonly SemaphoreSlim _written = new(0);

    private string Category => category;

    /// <summary>As they would stand on the console, line ends included.</summary>
    public ConcurrentQueue<string> Texts { get; } = [];

    /// <summary>The named values of each record.</summary>
    public JsonElement[] Records => [.. Texts.Select(text => JsonElement.Parse(text).GetProperty("State"))];

    /// <summary>Waits for one more.</summary>
    public async Task<JsonElement> NextAsync()
    {
        (await _written.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldBeTrue();
        return Records[^1];
    }

    public ILogger CreateLogger(string categoryName) => categoryName == category ? new Logger(this) : NullLogger.Instance;

    public void Dispose() => _written.Dispose();

    private sealed class Logger(JsonLines lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using StringWriter text = new();
            Formatter.Write(new LogEntry<TState>(logLevel, lines.Category, eventId, state, exception, formatter), null, text);
            lines.Texts.Enqueue(text.ToString());
            lines._written.Release();
        }

    }
}
