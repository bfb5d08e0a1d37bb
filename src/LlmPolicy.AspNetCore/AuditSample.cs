namespace LlmPolicy;

/// <summary>Of how many decisions there are audit records, by outcome: from 0 (none) to 1 (all). Which ones follows from their ids, on every machine alike.</summary>
public sealed class AuditSample
{
    /// <summary>Of requests that went on, or that their route answered or redirected.</summary>
    /// <value>Default: 1.</value>
    public double Allowed { get; set; } = 1;

    /// <summary>Of requests that were refused, or that got an answer in the upstream's place.</summary>
    /// <value>Default: 1.</value>
    public double Refused { get; set; } = 1;
}
