namespace LlmPolicy;

/// <summary>
/// What the answer to a request used, in <c>HttpContext.Features</c> of a request that is let through where a rule has answers metered (kinds <c>UsagePolicy</c> and
/// <c>ModelPolicy</c>).
/// </summary>
public interface ILlmUsageFeature
{
    /// <summary>
    /// What the answer used: what <see cref="Report"/> was told, else what was read of the answer once it has ended. Null before, and where no answer came. After the request
    /// (<c>Response.OnCompleted</c>) it may still be null; an <see cref="IDecisionObserver"/> is told the last word (<see cref="RequestCompletion.Usage"/>).
    /// </summary>
    LlmUsage? Usage { get; }

    /// <summary>
    /// Says what the answer used, in the place of what is read of it: for an app whose own endpoint calls a provider and answers in a form of its own. Told more than once, the last
    /// counts. Once observers were told that the request is over, nothing changes any more.
    /// </summary>
    /// <param name="usage">The usage, of all calls that were made for this request.</param>
    /// <exception cref="ArgumentNullException"><paramref name="usage"/> is null.</exception>
    void Report(LlmUsage usage);
}
