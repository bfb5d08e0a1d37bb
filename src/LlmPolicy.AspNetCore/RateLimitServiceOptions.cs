namespace LlmPolicy;

/// <summary>How rate limits are asked for (<c>LlmPolicy:RateLimits</c>).</summary>
public sealed class RateLimitServiceOptions
{
    /// <summary>What becomes of requests while nobody says whether there are too many of them. In configuration <c>refuse</c> or <c>allow</c>.</summary>
    /// <value>Default: <see cref="RateLimitFailureMode.Refuse"/>. Gloo's is to let them pass (<c>denyOnFail: false</c>).</value>
    public RateLimitFailureMode OnFailure { get; set; }

    /// <summary>How long a request waits for the answer; more than none.</summary>
    /// <value>Default: a second. Gloo waits for 100 ms (<c>requestTimeout</c>), which refuses nobody there.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);
}
