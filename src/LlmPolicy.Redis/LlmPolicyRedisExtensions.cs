using System.Diagnostics.Metrics;
using LlmPolicy;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps budgets in Redis.</summary>
public static class LlmPolicyRedisExtensions
{
    /// <summary>Keeps the budgets in Redis or Valkey, where all processes of the same name share them.</summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <param name="configuration">The connection as StackExchange.Redis writes it: <c>host:6379</c>. Use a server that evicts nothing (<c>noeviction</c>).</param>
    /// <param name="options">The settings; the defaults where none are given.</param>
    public static ILlmPolicyBuilder AddRedisBudgets(this ILlmPolicyBuilder builder, string configuration, RedisBudgetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = RedisBudgetStore.Connect(configuration);
        builder.Services.Configure<LlmPolicyOptions>(policy => policy.Budgets.AreKept = true).AddSingleton<IBudgetStore>(services => new RedisBudgetStore(
            services.GetService<IConnectionMultiplexer>() ?? ConnectionMultiplexer.Connect(settings), options ?? new RedisBudgetOptions(), services.GetRequiredService<TimeProvider>(),
            services.GetService<ILogger<RedisBudgetStore>>(), services.GetService<IMeterFactory>()));
        return builder;
    }
}
