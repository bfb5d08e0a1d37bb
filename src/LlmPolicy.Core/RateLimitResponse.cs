namespace LlmPolicy;

/// <summary>The answer of a rate limit service.</summary>
/// <param name="IsOverLimit">Whether one of the limits is exceeded: the request is refused with 429.</param>
public sealed record RateLimitResponse(bool IsOverLimit)
{
    /// <summary>Headers for the client, on the answer or the refusal. Default: none.</summary>
    public IReadOnlyList<HeaderField> ResponseHeaders { get; init; } = [];

    /// <summary>Headers for the upstream. Default: none.</summary>
    public IReadOnlyList<HeaderField> RequestHeaders { get; init; } = [];

    /// <summary>The body of the refusal. Default: empty.</summary>
    public string Body { get; init; } = "";
}
