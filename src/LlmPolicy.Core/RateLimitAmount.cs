namespace LlmPolicy;

/// <summary>How many requests may pass in each window of a unit (<c>rateLimit</c>).</summary>
/// <param name="RequestsPerUnit">The requests. 0: none may.</param>
/// <param name="Unit">The window, of UTC's clock and calendar.</param>
public sealed record RateLimitAmount(uint RequestsPerUnit, CalendarUnit Unit);
