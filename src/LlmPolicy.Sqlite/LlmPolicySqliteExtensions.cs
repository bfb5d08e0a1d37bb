using LlmPolicy;
using LlmPolicy.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps budgets over restarts.</summary>
public static class LlmPolicySqliteExtensions
{
    /// <summary>
    /// Keeps the budgets in the memory of this process, and over restarts in the SQLite file that <c>LlmPolicy:Budgets:File</c> names. The app does not start
    /// (<see cref="LlmPolicyException"/>) without a name, without <c>LlmPolicy:Budgets:HashKey</c>, without the file's folder, or if the file is damaged, written by a newer version, or in use by another process.
    /// </summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    public static ILlmPolicyBuilder AddSqliteBudgets(this ILlmPolicyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<LlmPolicyOptions>(options => options.Budgets.AreKept = true).AddHostedService<BudgetJournal>();
        return builder;
    }

    /// <summary>As <see cref="AddSqliteBudgets(ILlmPolicyBuilder)"/>, in the file that is named here.</summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <param name="file">The file, made where there is none; relative to the content root. It has to be on a local disk.</param>
    public static ILlmPolicyBuilder AddSqliteBudgets(this ILlmPolicyBuilder builder, string file)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(file);
        builder.Services.Configure<LlmPolicyOptions>(options => options.Budgets.File = file);
        return builder.AddSqliteBudgets();
    }
}
