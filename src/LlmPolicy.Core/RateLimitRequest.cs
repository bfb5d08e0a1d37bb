namespace LlmPolicy;

/// <summary>What a rate limit service is asked for one request, as Envoy asks: whether it may pass, and that it is counted. Two are equal where they ask the same.</summary>
/// <param name="Domain">Whose rules count: <c>custom</c> for <c>ratelimit.rateLimits</c>, the name of a RateLimitConfig for what refers to one.</param>
/// <param name="Descriptors">What the request is, once for each list of actions that gave something, in the manifest's order. Each counts by itself.</param>
public sealed record RateLimitRequest(string Domain, IReadOnlyList<RateLimitDescriptor> Descriptors)
{
    /// <summary>The domain of <c>ratelimit.rateLimits</c>.</summary>
    public const string CustomDomain = "custom";

    /// <inheritdoc/>
    public bool Equals(RateLimitRequest? other) => other is not null && Domain == other.Domain && Descriptors.SequenceEqual(other.Descriptors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Domain, Descriptors.Count);

    /// <summary>The domain alone: descriptors may be personal data.</summary>
    public override string ToString() => Domain;
}
