namespace LlmPolicy.Sqlite;

/// <summary>Where budgets are kept over restarts.</summary>
internal sealed class SqliteBudgetOptions
{
    /// <summary>The file, relative to the content root.</summary>
    public string? File { get; set; }
}
