using System.Diagnostics;

namespace LlmPolicy.Connections;

/// <summary>The process's propagator without baggage, which may hold what an LLM provider has no business to know.</summary>
internal sealed class TracePropagator : DistributedContextPropagator
{
    /// <summary>The headers that carry baggage: W3C's, and .NET's older one.</summary>
    public static readonly string[] BaggageHeaders = ["baggage", "Correlation-Context"];

    private readonly DistributedContextPropagator _inner = Current;

    public override IReadOnlyCollection<string> Fields => [.. _inner.Fields.Where(IsTrace)];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (setter is not null)
        {
            _inner.Inject(activity, carrier, SetTrace);
        }

        void SetTrace(object? target, string name, string value)
        {
            if (IsTrace(name))
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
