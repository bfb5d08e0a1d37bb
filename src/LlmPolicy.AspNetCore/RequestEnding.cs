namespace LlmPolicy;

/// <summary>How an answer ended.</summary>
public enum RequestEnding
{
    /// <summary>The answer was sent whole.</summary>
    Whole,

    /// <summary>The answer had begun when its upstream, the app's endpoint or a bound of time broke it off.</summary>
    Broken,

    /// <summary>The client was gone before the answer was sent whole.</summary>
    ClientLeft,
}
