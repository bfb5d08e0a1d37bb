namespace LlmPolicy;

/// <summary>How verified tokens are remembered (<c>LlmPolicy:TokenCache</c>), so that one that comes again costs no signature. It changes nothing but time.</summary>
public sealed class TokenCacheOptions
{
    /// <summary>Whether tokens are remembered at all.</summary>
    /// <value>Default: true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The most tokens that are remembered, from 3 on; those that were not used for long go first.</summary>
    /// <value>Default: 4,096.</value>
    public int Capacity { get; set; } = 4096;

    /// <summary>
    /// The most memory that they take, in bytes, from 65,536 on; those that were not used for long go first. A usual token takes some 3 KB, one of 16 KiB
    /// up to 200 KB.
    /// </summary>
    /// <value>Default: 16,777,216 (16 MiB).</value>
    public long MaxBytes { get; set; } = TokenCache.DefaultMaxBytes;
}
