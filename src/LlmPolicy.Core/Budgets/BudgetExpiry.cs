namespace LlmPolicy;

/// <summary>What becomes of amounts whose lease runs out before it is settled.</summary>
public enum BudgetExpiry
{
    /// <summary>They are used: the request may well have been answered.</summary>
    Charge,

    /// <summary>They are given back.</summary>
    GiveBack,
}
