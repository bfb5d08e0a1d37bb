namespace LlmPolicy;

/// <summary>How an audit's record names the caller.</summary>
public enum AuditSubjects
{
    /// <summary>HMAC-SHA256 of the token's <c>iss</c> and <c>sub</c>.</summary>
    Hashed,

    /// <summary>The token's <c>sub</c> as it is: personal data.</summary>
    Plain,
}
