using LlmPolicy;
using LlmPolicy.Sqlite;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps budgets over restarts.</summary>
public static class LlmPolicySqliteExtensions
{
    /// <summary>
    /// Keeps the budgets in the memory of this process, and over restarts in the SQLite file that <c>LlmPolicy:Budgets:File</c> names. The app does not start
    /// (<see cref="LlmPolicyException"/>) without a name, without the file's folder, or if the file is damaged, written by a newer version, or in use by another process.
    /// </summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    public static ILlmPolicyBuilder AddSqliteBudgets(this ILlmPolicyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<SqliteBudgetOptions>().Configure<IConfiguration>((options, configuration) => options.File = configuration["LlmPolicy:Budgets:File"]);
        return builder.AddJournal();
    }

    /// <summary>As <see cref="AddSqliteBudgets(ILlmPolicyBuilder)"/>, in the file that is named here.</summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <param name="file">The file, made where there is none; relative to the content root. It has to be on a local disk.</param>
    public static ILlmPolicyBuilder AddSqliteBudgets(this ILlmPolicyBuilder builder, string file)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(file);
        builder.Services.Configure<SqliteBudgetOptions>(options => options.File = file);
        return builder.AddJournal();
    }

    private static ILlmPolicyBuilder AddJournal(this ILlmPolicyBuilder builder)
    {
        builder.Services.AddSingleton(services => new MemoryBudgetStore(services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IBudgetStore>(services => services.GetRequiredService<MemoryBudgetStore>());
        builder.Services.AddHostedService<BudgetJournal>();
        return builder;
    }
}
