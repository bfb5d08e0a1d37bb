namespace LlmPolicy.Outputs;

/// <summary>What a request asks for that its output limit does not bound, or whose use the answer does not tell. docs/budgets-outputs.md has the same list.</summary>
[Flags]
internal enum OutputEscapes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It goes on when the connection is gone, and its use is told elsewhere. The limit holds.</summary>
    Background = 1,

    /// <summary>It reads what the body does not show: an earlier answer, a conversation, a cache. The limit holds; the input's estimate is too low.</summary>
    StoredInput = 2,

    /// <summary>Tools or models that the provider runs by itself: searches, code, images, moderation, advisors.</summary>
    ProviderTools = 4,

    /// <summary>The provider goes on by itself where an answer ended.</summary>
    Continuation = 8,

    /// <summary>Other models answer where the first does not, with limits of their own.</summary>
    Fallbacks = 16,

    /// <summary>A pass of its own that makes the context shorter.</summary>
    Compaction = 32,

    /// <summary>Agents that call others, as many as they like.</summary>
    Agents = 64,

    /// <summary>A stored prompt brings tools and settings of its own.</summary>
    StoredPrompt = 128,

    /// <summary>A predicted text, whose rejected tokens are paid as well.</summary>
    Prediction = 256,

    /// <summary>A member that overrides the limit, or holds fields in another form that may.</summary>
    Overriding = 512,

    /// <summary>Reasoning with a budget beside the limit.</summary>
    Reasoning = 1024,

    /// <summary>An answer in sound, pictures or video, which tokens do not bound.</summary>
    Media = 2048,

    /// <summary>Many requests at once, answered later.</summary>
    Batch = 4096,

    /// <summary>A session whose frames ask for answers.</summary>
    Realtime = 8192,
}
