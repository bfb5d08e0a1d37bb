namespace LlmPolicy.Clients.StandIn;

/// <summary>What the stand-in answers, in each provider's form.</summary>
internal static class Said
{
    public const string Key = "the-providers-key";

    public const string Text = "All rivers run to the sea.";

    public static IReadOnlyList<string> Pieces { get; } = ["All rivers", " run", " to the", " sea."];

    /// <summary>Of the input 1,000 tokens came from a cache, where the provider's form has a place for that.</summary>
    public static UsedTokens Used { get; } = new(Input: 1200, CachedRead: 1000, Output: 57);

    public static UsedTokens UsedWithoutCache { get; } = Used with { CachedRead = 0 };
}

/// <summary>Tokens, each once: the cached ones are a part of the input, the reasoning of the output.</summary>
public sealed record UsedTokens(long Input, long CachedRead, long Output);
