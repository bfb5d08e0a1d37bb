namespace LlmPolicy;

/// <summary>What an explanation shows of a caller's claims, which may be personal data.</summary>
public enum ClaimDetail
{
    /// <summary>Their types alone.</summary>
    Types,

    /// <summary>Their values too.</summary>
    Values,
}
