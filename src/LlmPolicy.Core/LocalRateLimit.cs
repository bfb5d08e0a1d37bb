namespace LlmPolicy;

/// <summary>A bucket of tokens that requests take one of each (<c>ratelimit.localRatelimit</c>). It is full at first, fills as time goes, and is the process's own. One that is the same in another generation is the same bucket.</summary>
/// <param name="Name">Whose it is: a VirtualService's, or that of one matcher of a route.</param>
/// <param name="MaxTokens">The most that it holds (<c>maxTokens</c>), 1 or more.</param>
/// <param name="TokensPerFill">How many come in each <paramref name="FillInterval"/> (<c>tokensPerFill</c>), little by little; 1 or more.</param>
/// <param name="FillInterval">The interval (<c>fillInterval</c>), 50 ms or more.</param>
public sealed record LocalRateLimit(string Name, uint MaxTokens, uint TokensPerFill, TimeSpan FillInterval);
