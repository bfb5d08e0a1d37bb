namespace LlmPolicy;

/// <summary>How an audit's record names the caller.</summary>
public enum AuditSubjects
{
    /// <summary>HMAC-SHA256 of the token's <c>iss</c> and <c>sub</c>, or of <c>extauth</c> and the user that it names.</summary>
    Hashed,

    /// <summary>The token's <c>sub</c>, or the user's id, as it is: personal data.</summary>
    Plain,
}
