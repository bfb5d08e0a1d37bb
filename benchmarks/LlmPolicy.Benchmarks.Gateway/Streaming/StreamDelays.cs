using System.Diagnostics;

namespace LlmPolicy.Benchmarks.Gateway.Streaming;

/// <summary>The streams that came one way.</summary>
internal sealed class StreamDelays(string name)
{
    private readonly List<EventStream> _streams = [];

    public string Name { get; } = name;

    /// <summary>Milliseconds from the request sent to the first event read: what the policy decides is in it.</summary>
    public Spread Asked => new(_streams.Select(stream => Milliseconds(stream.Asked, stream.Events[0].Arrived)));

    /// <summary>Milliseconds from written to arrived, of each stream's first event.</summary>
    public Spread First => new(_streams.Select(stream => Milliseconds(stream.Events[0])));

    /// <summary>The same of every event.</summary>
    public Spread All => new(_streams.SelectMany(stream => stream.Events).Select(Milliseconds));

    public int Events => _streams.Sum(stream => stream.Events.Count);

    /// <summary>Events that came after the next one was written: held back, or late because the machine was.</summary>
    public int Late => _streams.Sum(stream => stream.Events.Zip(stream.Events.Skip(1)).Count(pair => pair.First.Arrived >= pair.Second.Written));

    public void Add(EventStream stream) => _streams.Add(stream);

    private static double Milliseconds(StreamedEvent streamed) => Milliseconds(streamed.Written, streamed.Arrived);

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
