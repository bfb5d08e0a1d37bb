namespace LlmPolicy;

/// <summary>How long a calendar window of a budget or a rate limit is.</summary>
public enum CalendarUnit
{
    /// <summary>A second of the clock.</summary>
    Second,

    /// <summary>A minute of the clock.</summary>
    Minute,

    /// <summary>An hour of the clock. One that the clock shows twice is two windows.</summary>
    Hour,

    /// <summary>A day, from midnight to midnight: 23 or 25 hours long where daylight saving time begins or ends.</summary>
    Day,

    /// <summary>A week as in ISO 8601, from Monday's midnight.</summary>
    Week,

    /// <summary>A month, from the midnight of its first day.</summary>
    Month,

    /// <summary>A year, from the midnight of its first day.</summary>
    Year,
}
