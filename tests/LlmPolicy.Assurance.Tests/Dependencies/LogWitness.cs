using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>How much is logged, at the levels that an app has by default, and whether anything in it is nobody's business. It keeps the last lines alone.</summary>
internal sealed class LogWitness : ILoggerProvider
{
    /// <summary>Stands in every secret, token and hostile answer of these tests.</summary>
    public const string Canary = "c4nary";

    private const int Kept = 40;

    private readonly ConcurrentQueue<(LogLevel Level, string? Event, string Text)> _last = new();
    private readonly ConcurrentDictionary<string, int> _events = new();
    private readonly Signals _signals = new();
    private long _bytes;

    /// <summary>How long all lines are together, exceptions with them, in UTF-8.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Lines that hold a canary.</summary>
    public ConcurrentQueue<string> Leaks { get; } = new();

    /// <summary>Lines of our own that hold anything a hostile server sent.</summary>
    public string Last => string.Join('\n', _last.Select(line => $"{line.Level} {line.Event}: {line.Text}"));

    /// <summary>How often something was logged.</summary>
    public int Count(string eventName) => _events.GetValueOrDefault(eventName);

    /// <summary>Waits until something was logged so often.</summary>
    public async Task SeenAsync(string eventName, int count)
    {
        try
        {
            await _signals.UntilAsync(() => Count(eventName) >= count).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"No {eventName} number {count}. The last lines were:\n{Last}");
        }
    }

    /// <summary>The last lines of an event.</summary>
    public IEnumerable<string> LastOf(string eventName) => _last.Where(line => line.Event == eventName).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string? eventName, string text)
    {
        Interlocked.Add(ref _bytes, Encoding.UTF8.GetByteCount(text));
        _last.Enqueue((level, eventName, text.Length > 4000 ? text[..4000] : text));
        while (_last.Count > Kept)
        {
            _last.TryDequeue(out _);
        }

        if (text.Contains(Canary, StringComparison.OrdinalIgnoreCase))
        {
            Leaks.Enqueue(text.Length > 2000 ? text[..2000] : text);
        }

        _events.AddOrUpdate(eventName ?? "", 1, static (_, count) => count + 1);
        _signals.Tell();
    }

    private sealed class Logger(LogWitness witness) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            witness.Write(logLevel, eventId.Name, exception is null ? formatter(state, null) : $"{formatter(state, exception)}\n{exception}");
    }
}
