namespace LlmPolicy;

/// <summary>Counts requests by their descriptors, and says which are too many: the rules of the manifests on the store of the budgets, or a service of one's own. Safe for any number of threads.</summary>
public interface IRateLimitService
{
    /// <summary>Counts a request.</summary>
    /// <param name="request">Its descriptors.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it may pass; null where that can't be said. It does not throw.</returns>
    ValueTask<RateLimitResponse?> LimitAsync(RateLimitRequest request, CancellationToken cancellationToken);
}
