namespace LlmPolicy;

/// <summary>What a forwarded request was answered, by the upstream or by the gateway in its place: what response headers are made of.</summary>
/// <param name="StatusCode">The status code that the client gets.</param>
/// <param name="Headers">The answer's headers, before any of the policy's.</param>
public sealed record UpstreamAnswer(int StatusCode, IReadOnlyList<HeaderField> Headers)
{
    /// <summary>Why the gateway answered in the upstream's place. Default: it did not.</summary>
    public UpstreamFailure Failure { get; init; }

    /// <summary>How often the request was sent, or was to be (<c>%UPSTREAM_REQUEST_ATTEMPT_COUNT%</c>). Default: 1.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether the route's <c>retries</c> were used up (flag <c>URX</c>).</summary>
    public bool RetriesExhausted { get; init; }

    /// <summary>The upstream's address and port (<c>%UPSTREAM_HOST%</c>); null if none was picked.</summary>
    public string? Address { get; init; }

    /// <summary>How long it took since the request began (<c>%DURATION%</c>, <c>%RESPONSE_DURATION%</c>).</summary>
    public TimeSpan Duration { get; init; }
}
