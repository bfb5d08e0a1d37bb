namespace LlmPolicy;

/// <summary>What the health check asks for.</summary>
public sealed class LlmPolicyHealthOptions
{
    /// <summary>
    /// Whether an app that has just started is unhealthy until all of its key sets (<c>jwks.remote</c>) have been fetched once, so that no request comes before its token can be
    /// verified. A key server that fails later makes it degraded.
    /// </summary>
    /// <value>Default: false. Until the keys are there, their tokens are refused, and the app is degraded.</value>
    public bool WaitForKeySets { get; set; }
}
