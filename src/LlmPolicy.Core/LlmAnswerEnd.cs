namespace LlmPolicy;

/// <summary>How an answer ended.</summary>
public enum LlmAnswerEnd
{
    /// <summary>The upstream sent all of it.</summary>
    Whole,

    /// <summary>The client left before its end.</summary>
    ClientLeft,

    /// <summary>The upstream broke off.</summary>
    UpstreamBroke,
}
