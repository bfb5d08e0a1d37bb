using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Tests;

/// <summary>A host with budgets in a file. Disposed without having been stopped it has crashed.</summary>
public sealed class BudgetApp : IDisposable
{
    private readonly IHost _host;

    private BudgetApp(TimeProvider clock, LogSink log, Action<ILlmPolicyBuilder> add, string? configured)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(clock).AddSingleton(new MemoryBudgetStore(clock)).AddSingleton<IBudgetStore>(services => services.GetRequiredService<MemoryBudgetStore>());
        builder.Services.Configure<LlmPolicyOptions>(options => options.Budgets.File = configured);
        add(new Builder(builder.Services));
        _host = builder.Build();
    }

    public MemoryBudgetStore Store => (MemoryBudgetStore)_host.Services.GetRequiredService<IBudgetStore>();

    public static BudgetApp With(TimeProvider clock, string file, LogSink? log = null) => new(clock, log ?? new LogSink(), budgets => budgets.AddSqliteBudgets(file), null);

    public static BudgetApp Configured(TimeProvider clock, string? file) => new(clock, new LogSink(), budgets => budgets.AddSqliteBudgets(), file);

    public static async Task<BudgetApp> StartedAsync(TimeProvider clock, string file, LogSink? log = null)
    {
        var app = With(clock, file, log);
        await app.StartAsync();
        return app;
    }

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public void Dispose() => _host.Dispose();

    private sealed record Builder(IServiceCollection Services) : ILlmPolicyBuilder;
}
