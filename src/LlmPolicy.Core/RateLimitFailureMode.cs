namespace LlmPolicy;

/// <summary>What becomes of requests while a rate limit service does not answer (<c>LlmPolicy:RateLimits:OnFailure</c>).</summary>
public enum RateLimitFailureMode
{
    /// <summary>They are refused with 500, as by Envoy where <c>denyOnFail</c> is set.</summary>
    Refuse,

    /// <summary>They pass uncounted, as in Gloo by default.</summary>
    Allow,
}
