using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary><c>retries</c>, compiled, with Gloo's checks and Envoy's defaults.</summary>
internal sealed class RetryCompiler(CompileContext context)
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>No client waits that long for a retry, and timers can't wait much longer.</summary>
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    public RetryPolicy? Compile(RetryOptions? source)
    {
        if (source is null)
        {
            return null;
        }

        Check(source.RetryBackOff);
        var baseInterval = Bounded(source.RetryBackOff?.BaseInterval ?? DefaultInterval);
        return new RetryPolicy([.. Conditions(source)], [.. source.RetriableStatusCodes.Where(code => code < 600).Select(code => (int)code)])
        {
            // Gloo takes 0 for unset.
            Limit = (int)Math.Clamp(source.NumRetries ?? 1, 1, int.MaxValue),
            PerTryTimeout = source.PerTryTimeout is { Ticks: >= TimeSpan.TicksPerMillisecond } limit ? limit : null,
            BaseInterval = baseInterval,
            MaxInterval = Bounded(source.RetryBackOff?.MaxInterval ?? 10 * baseInterval),
        };
    }

    private static TimeSpan Bounded(TimeSpan interval) => interval < LongestInterval ? interval : LongestInterval;

    private IEnumerable<RetryCondition> Conditions(RetryOptions source)
    {
        if (source.RetryOn is not { } text)
        {
            yield break;
        }

        foreach (string name in text.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (RetryCondition.All.TryGetValue(name, out var condition))
            {
                yield return condition;
            }
            else
            {
                // Envoy passes over it.
                context.Diagnostics.Warning(
                    DiagnosticCodes.InvalidValue, text.Position, $"'{name}' is not a retryOn condition and is ignored.",
                    $"Known are {string.Join(", ", RetryCondition.All.Keys.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private void Check(RetryBackOff? intervals)
    {
        if (intervals is { BaseInterval: null })
        {
            context.Error(DiagnosticCodes.InvalidValue, intervals.Position, "retryBackOff has no baseInterval.", "Add baseInterval.");
        }
        else if (intervals is not null && new[] { intervals.BaseInterval, intervals.MaxInterval }.Any(i => i < TimeSpan.FromMilliseconds(1)))
        {
            context.Error(DiagnosticCodes.InvalidValue, intervals.Position, "An interval of retryBackOff has to be 1ms or longer.");
        }
        else if (intervals is { BaseInterval: { } first, MaxInterval: { } most } && (long)first.TotalMilliseconds > (long)most.TotalMilliseconds)
        {
            context.Error(DiagnosticCodes.InvalidValue, intervals.Position, "baseInterval is longer than maxInterval.");
        }
    }
}
