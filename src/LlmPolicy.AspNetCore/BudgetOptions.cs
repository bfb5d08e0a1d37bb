using System.Text;

namespace LlmPolicy;

/// <summary>How budgets are kept (<c>LlmPolicy:Budgets</c>).</summary>
public sealed class BudgetOptions
{
    /// <summary>
    /// The key with which the names of counters are hashed: 16 bytes or more, the same on all machines that share a store and after each start. No value of a claim stands in a
    /// store, so that whoever has another key finds other counters. Needed where <see cref="AreKept"/>.
    /// </summary>
    /// <value>Default: null, which is a new one for each process: good for budgets in memory alone.</value>
    public string? HashKey { get; set; }

    /// <summary>The SQLite file in which <c>AddSqliteBudgets()</c> of the package <c>LlmPolicy.Sqlite</c> keeps budgets over restarts; relative to the content root.</summary>
    /// <value>Default: null, which is in memory alone.</value>
    public string? File { get; set; }

    /// <summary>Whether budgets outlive this process. <c>AddSqliteBudgets()</c> and <c>AddRedisBudgets()</c> say so; whoever adds an <see cref="IBudgetStore"/> of his own does it himself.</summary>
    /// <value>Default: false.</value>
    public bool AreKept { get; set; }

    /// <summary>
    /// Whether the keys of budgets (the values of claims: personal data) are kept in memory, the 10,000 that were seen last, so that operators can list them
    /// (<c>MapLlmPolicyBudgets</c>).
    /// </summary>
    /// <value>Default: false.</value>
    public bool KeepNames { get; set; }

    internal byte[]? HashKeyBytes => HashKey is null ? null : Encoding.UTF8.GetBytes(HashKey);
}
