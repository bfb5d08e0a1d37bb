namespace LlmPolicy.RateLimits;

/// <summary>A limit that would have counted a request: left where nothing was counted, for who compares decisions. No host does anything about it.</summary>
internal sealed class UncountedLimit(string words, SourcePosition position) : PolicyEffect
{
    public string Words => words;

    public SourcePosition Position => position;
}
