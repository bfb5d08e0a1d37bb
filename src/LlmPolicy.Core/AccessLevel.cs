namespace LlmPolicy;

/// <summary>Who may pass a route, roughly; from open to closed.</summary>
public enum AccessLevel
{
    /// <summary>Whoever asks.</summary>
    Anyone,

    /// <summary>Whoever has a good token, or passes an <c>AuthConfig</c>: with an API key, for instance.</summary>
    Token,

    /// <summary>Whoever has a good token with certain claims.</summary>
    Claim,

    /// <summary>Nobody at all.</summary>
    Nobody,
}
