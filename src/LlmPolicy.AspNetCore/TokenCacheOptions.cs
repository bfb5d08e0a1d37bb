namespace LlmPolicy;

/// <summary>How verified tokens are remembered (<c>LlmPolicy:TokenCache</c>), so that one that comes again costs no signature. It changes nothing but time.</summary>
public sealed class TokenCacheOptions
{
    /// <summary>Whether tokens are remembered at all.</summary>
    /// <value>Default: true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The most tokens that are remembered, from 3 on; those that were not used for long go first. Each takes some 2 KB.</summary>
    /// <value>Default: 4,096.</value>
    public int Capacity { get; set; } = 4096;
}
