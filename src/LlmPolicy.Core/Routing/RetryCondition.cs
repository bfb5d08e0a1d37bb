using System.Collections.Frozen;

namespace LlmPolicy.Routing;

/// <summary>A condition of <c>retryOn</c>: the responses and failures that it stands for.</summary>
internal sealed record RetryCondition(string Name, Func<RetryResponse, bool> OnResponse, Func<UpstreamReset, bool> OnReset)
{
    public static readonly RetryCondition EnvoyRateLimited = new("envoy-ratelimited", Never, Never);

    public static readonly RetryCondition RetriableStatusCodes = new("retriable-status-codes", Never, Never);

    /// <summary>Every condition that Envoy has, by name.</summary>
    public static readonly FrozenDictionary<string, RetryCondition> All = new RetryCondition[]
    {
        new("5xx", response => response.StatusCode is >= 500 and < 600, Any),
        new("gateway-error", response => response.StatusCode is >= 502 and <= 504, Any),
        new("reset", Never, Any),
        new("reset-before-request", Never, NothingSent),
        new("connect-failure", Never, NothingSent),
        new("retriable-4xx", response => response.StatusCode is 409, Never),
        RetriableStatusCodes,
        EnvoyRateLimited,
        Grpc("cancelled", "1"),
        Grpc("deadline-exceeded", "4"),
        Grpc("resource-exhausted", "8"),
        Grpc("internal", "13"),
        Grpc("unavailable", "14"),
        // No manifest can name the headers, and upstreams speak HTTP/1.1: these never come about.
        new("retriable-headers", Never, Never),
        new("refused-stream", Never, Never),
        new("http3-post-connect-failure", Never, Never),
    }.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);

    private static RetryCondition Grpc(string name, string status) => new(name, response => response.Value("grpc-status") == status, Never);

    private static bool Never(RetryResponse response) => false;

    private static bool Never(UpstreamReset reset) => false;

    private static bool Any(UpstreamReset reset) => true;

    private static bool NothingSent(UpstreamReset reset) => reset is UpstreamReset.ConnectFailure;
}
