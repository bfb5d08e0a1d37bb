namespace LlmPolicy;

/// <summary>How many requests may pass in each window of a unit (<c>rateLimit</c>).</summary>
/// <param name="RequestsPerUnit">The requests. 0: none may.</param>
/// <param name="Unit">The window.</param>
public sealed record RateLimitAmount(uint RequestsPerUnit, RateLimitUnit Unit);

/// <summary>The window of a rate limit (<c>rateLimit.unit</c>): one of UTC's clock and calendar.</summary>
public enum RateLimitUnit
{
    /// <summary>A second.</summary>
    Second,

    /// <summary>A minute.</summary>
    Minute,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day, from midnight.</summary>
    Day,

    /// <summary>A week, from Monday's midnight.</summary>
    Week,

    /// <summary>A month, from the midnight of its first day.</summary>
    Month,

    /// <summary>A year, from the midnight of its first day.</summary>
    Year,
}
