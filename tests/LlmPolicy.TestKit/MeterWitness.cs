using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace LlmPolicy.TestKit;

/// <summary>Listens to the meter <c>LlmPolicy</c> of one app, and to nobody else's.</summary>
public sealed class MeterWitness : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, bool> _instruments = new();
    private readonly ConcurrentQueue<Reading> _readings = new();

    /// <param name="owns">Whether a meter is the app's.</param>
    /// <param name="only">The instruments that are listened to; all, if none is named.</param>
    public MeterWitness(Func<Meter, bool> owns, params string[] only)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "LlmPolicy" && owns(instrument.Meter))
            {
                _instruments[instrument] = true;
                if (only.Length == 0 || only.Contains(instrument.Name))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What one measurement said.</summary>
    /// <param name="Name">The instrument.</param>
    /// <param name="Value">Its value.</param>
    /// <param name="Labels">Its labels.</param>
    public sealed record Reading(string Name, double Value, IReadOnlyDictionary<string, string> Labels)
    {
        /// <summary>The values of the labels, in the order of their names.</summary>
        public string Words => string.Join(' ', Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => label.Value));
    }

    /// <summary>The instruments, as docs/telemetry.md has them.</summary>
    public IReadOnlyList<DocumentedInstrument> Instruments =>
        [.. _instruments.Keys.Select(one => new DocumentedInstrument(one.Name, TypeOf(one), one.Unit ?? "", [])).OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>All that was measured so far.</summary>
    public IReadOnlyList<Reading> All => [.. _readings];

    public static MeterWitness Of(IServiceProvider services, params string[] only)
    {
        object? factory = services.GetService(typeof(IMeterFactory));
        return new MeterWitness(meter => meter.Scope == factory, only);
    }

    /// <summary>What an instrument measured so far.</summary>
    public IReadOnlyList<Reading> Of(string name) => [.. _readings.Where(reading => reading.Name == name)];

    /// <summary>What an observed instrument says now.</summary>
    public IReadOnlyList<Reading> Now(string name)
    {
        int before = _readings.Count;
        _listener.RecordObservableInstruments();
        return [.. _readings.Skip(before).Where(reading => reading.Name == name)];
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, string> labels = [];
        foreach (var (name, label) in tags)
        {
            labels.Add(name, label?.ToString() ?? "");
        }

        _readings.Enqueue(new Reading(instrument.Name, value, labels));
    }

    private static string TypeOf(Instrument instrument)
    {
        string type = instrument.GetType().Name;
        return type.Contains("UpDownCounter", StringComparison.Ordinal) ? "up-down counter"
            : type.Contains("Counter", StringComparison.Ordinal) ? "counter"
            : type.Contains("Histogram", StringComparison.Ordinal) ? "histogram"
            : "gauge";
    }
}
