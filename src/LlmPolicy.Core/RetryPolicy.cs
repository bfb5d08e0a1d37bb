using System.Globalization;
using LlmPolicy.Routing;

namespace LlmPolicy;

/// <summary>When a request is sent once more (<c>retries</c>). Pure; the host sends and waits.</summary>
public sealed class RetryPolicy
{
    private readonly IReadOnlyList<RetryCondition> _conditions;
    private readonly IReadOnlyList<int> _retriableStatusCodes;

    internal RetryPolicy(IReadOnlyList<RetryCondition> conditions, IReadOnlyList<int> retriableStatusCodes) =>
        (_conditions, _retriableStatusCodes) = (conditions, retriableStatusCodes);

    /// <summary>What asks for a retry, in words.</summary>
    public string Conditions => string.Join(',', _conditions.Select(c => c.Name).Order(StringComparer.Ordinal).Concat(_retriableStatusCodes.Order().Select(code => code.ToString(CultureInfo.InvariantCulture))));

    /// <summary>How often a request may be sent again, beside the first time (<c>numRetries</c>). At least 1.</summary>
    public required int Limit { get; init; }

    /// <summary>How long one try may take until its response begins (<c>perTryTimeout</c>); null: no bound.</summary>
    public TimeSpan? PerTryTimeout { get; init; }

    /// <summary>What the first wait is shorter than; it doubles with each retry (<c>retryBackOff.baseInterval</c>).</summary>
    public required TimeSpan BaseInterval { get; init; }

    /// <summary>What no wait is longer than (<c>retryBackOff.maxInterval</c>).</summary>
    public required TimeSpan MaxInterval { get; init; }

    /// <summary>Whether a response asks for a retry (<c>retryOn</c>).</summary>
    /// <param name="statusCode">The upstream's status code.</param>
    /// <param name="headers">The upstream's headers.</param>
    public bool AppliesToResponse(int statusCode, IReadOnlyList<HeaderField> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var response = new RetryResponse(statusCode, headers);
        // Envoy asks this first: a rate limit of its kind is retried where that is asked for by name, and only there.
        return response.Has("x-envoy-ratelimited")
            ? _conditions.Contains(RetryCondition.EnvoyRateLimited)
            : _conditions.Any(c => c.OnResponse(response))
                || (_conditions.Contains(RetryCondition.RetriableStatusCodes) && _retriableStatusCodes.Contains(statusCode));
    }

    /// <summary>Whether a failure asks for a retry (<c>retryOn</c>).</summary>
    /// <param name="reset">What happened.</param>
    public bool AppliesToReset(UpstreamReset reset) => _conditions.Any(c => c.OnReset(reset));

    /// <summary>How long to wait before a retry: a random part of an interval that doubles from retry to retry.</summary>
    /// <param name="retry">Which retry it is, from 1.</param>
    /// <param name="draw">A number from 0 (included) to 1 (excluded).</param>
    public TimeSpan BackOff(int retry, double draw) =>
        draw * TimeSpan.FromTicks((long)Math.Min(Math.ScaleB(BaseInterval.Ticks, retry - 1), MaxInterval.Ticks));
}
