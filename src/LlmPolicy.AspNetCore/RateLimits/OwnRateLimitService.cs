namespace LlmPolicy.RateLimits;

/// <summary>Says that the app has a rate limit service of its own, which answers for any domain.</summary>
internal sealed class OwnRateLimitService;
