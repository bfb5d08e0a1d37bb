using LlmPolicy;
using LlmPolicy.Sqlite.Load;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Reserves and settles until it is killed, with the file that it is given. Says what it found, what it is about to do, and what it was told is done, each before it goes on.
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services.AddSingleton(TimeProvider.System).AddSingleton(new MemoryBudgetStore(TimeProvider.System)).AddSingleton<IBudgetStore>(services => services.GetRequiredService<MemoryBudgetStore>());
new Builder(builder.Services).AddSqliteBudgets(args[0]);
using var host = builder.Build();
await host.StartAsync();

var store = host.Services.GetRequiredService<IBudgetStore>();
var found = await store.ReadAsync(Load.Counter, Load.Period) ?? default;
Console.WriteLine($"found {found.Used} {found.Reserved} {Load.Now}");
await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Load.RunAsync(store))));

internal sealed record Builder(IServiceCollection Services) : ILlmPolicyBuilder;
