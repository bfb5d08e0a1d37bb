namespace LlmPolicy;

/// <summary>What the answer used is to be metered (kinds <c>ModelPolicy</c> and <c>UsagePolicy</c>): a <see cref="LlmUsageReader"/> reads it as it passes.</summary>
public sealed class UsageMetering : PolicyEffect
{
    internal UsageMetering(bool isAskedFor) => IsAskedFor = isAskedFor;

    /// <summary>
    /// Whether the policy had the stream report its usage (<c>stream_options.include_usage</c>) where the client did not ask for it: the chunk that holds nothing else is not
    /// for the client.
    /// </summary>
    public bool IsAskedFor { get; }
}
