using System.Diagnostics;

namespace LlmPolicy.Connections;

/// <summary>The process's propagator, without baggage unless it is asked for: it may hold what an LLM provider has no business to know.</summary>
/// <param name="propagatesBaggage">Whether baggage goes upstream.</param>
internal sealed class TracePropagator(Func<bool> propagatesBaggage) : DistributedContextPropagator
{
    /// <summary>The headers that carry baggage: W3C's, and .NET's older one.</summary>
    public static readonly string[] BaggageHeaders = ["baggage", "Correlation-Context"];

    private readonly DistributedContextPropagator _inner = Current;

    /// <summary>All that it may set, which whoever sends takes off before.</summary>
    public override IReadOnlyCollection<string> Fields => _inner.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (setter is not null)
        {
            _inner.Inject(activity, carrier, SetTrace);
        }

        void SetTrace(object? target, string name, string value)
        {
            if (IsTrace(name) || propagatesBaggage())
            {
                setter(target, name, value);
            }
        }
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        _inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    private static bool IsTrace(string header) => !BaggageHeaders.Contains(header, StringComparer.OrdinalIgnoreCase);
}
