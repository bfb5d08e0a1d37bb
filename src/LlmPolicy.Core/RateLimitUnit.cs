namespace LlmPolicy;

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
