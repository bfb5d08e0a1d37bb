namespace LlmPolicy;

/// <summary>What becomes of requests while a budget's store does not answer (<c>TokenBudget</c>, <c>onStoreFailure</c>). Where several budgets meet on a request, the first of these that one of them says.</summary>
public enum StoreFailureMode
{
    /// <summary>They are refused with 503.</summary>
    Refuse,

    /// <summary>They are counted in the process's own memory, each process with the whole limit.</summary>
    Local,

    /// <summary>They pass uncounted.</summary>
    Allow,
}
