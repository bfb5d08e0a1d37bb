namespace LlmPolicy;

/// <summary>How an upstream failed before its response began, as <see cref="RetryPolicy"/> tells failures apart.</summary>
public enum UpstreamReset
{
    /// <summary>No connection came about: nothing was sent.</summary>
    ConnectFailure,

    /// <summary>The connection broke, the answer was no HTTP, or <c>perTryTimeout</c> was over.</summary>
    Disconnect,
}
