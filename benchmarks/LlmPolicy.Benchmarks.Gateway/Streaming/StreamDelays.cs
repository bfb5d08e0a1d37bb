using System.Diagnostics;

namespace LlmPolicy.Benchmarks.Gateway.Streaming;

/// <summary>The streams that came one way.</summary>
internal sealed class StreamDelays(string name)
{
    private readonly List<IReadOnlyList<StreamedEvent>> _streams = [];

    public string Name { get; } = name;

    /// <summary>Milliseconds from written to arrived, of each stream's first event.</summary>
    public Spread First => new(_streams.Select(events => Milliseconds(events[0])));

    /// <summary>The same of every event.</summary>
    public Spread All => new(_streams.SelectMany(events => events).Select(Milliseconds));

    public int Events => _streams.Sum(events => events.Count);

    /// <summary>Events that came after the next one was written: held back, or late because the machine was.</summary>
    public int Late => _streams.Sum(events => events.Zip(events.Skip(1)).Count(pair => pair.First.Arrived >= pair.Second.Written));

    public void Add(IReadOnlyList<StreamedEvent> events) => _streams.Add(events);

    private static double Milliseconds(StreamedEvent streamed) => Stopwatch.GetElapsedTime(streamed.Written, streamed.Arrived).TotalMilliseconds;
}
