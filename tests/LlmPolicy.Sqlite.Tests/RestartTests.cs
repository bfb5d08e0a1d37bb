using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace LlmPolicy.Tests;

/// <summary>What is there after a restart.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly BudgetFolder _folder = new();
    private readonly TestClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_used_is_there_after_a_restart()
    {
        await RunAsync(store => store.UseAsync("c", 30));
        await RunAsync(store => store.UseAsync("c", 12));

        await RunAsync(async store => (await store.ReadAsync("c")).ShouldBe((42, 0)));
    }

    [Fact]
    public async Task A_budget_that_is_used_up_is_so_after_a_restart()
    {
        await using (BudgetedApp app = await BudgetedApp.StartAsync("limits: [{requests: 1, per: MONTH}]", policy => policy.AddSqliteBudgets(_folder.File)))
        {
            (await app.AskAsync()).ShouldBe(HttpStatusCode.OK);
        }

        await using BudgetedApp again = await BudgetedApp.StartAsync("limits: [{requests: 1, per: MONTH}]", policy => policy.AddSqliteBudgets(_folder.File));
        (await again.AskAsync()).ShouldBe(HttpStatusCode.TooManyRequests);
        (await again.AskAsync("b")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_file_holds_no_claims_value()
    {
        await using (BudgetedApp app = await BudgetedApp.StartAsync("limits: [{requests: 1, per: MONTH}]", policy => policy.AddSqliteBudgets(_folder.File)))
        {
            (await app.AskAsync("somebody@example.com")).ShouldBe(HttpStatusCode.OK);
        }

        string bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_folder.File, TestContext.Current.CancellationToken));
        bytes.ShouldContain("default/tokens");
        bytes.ShouldNotContain("somebody");
    }

    [Fact]
    public async Task The_file_may_be_named_in_the_configuration()
    {
        using (var app = BudgetApp.Configured(_clock, _folder.File))
        {
            await app.StartAsync();
            await app.Store.UseAsync("c", 30);
            await app.StopAsync();
        }

        await RunAsync(async store => (await store.ReadAsync("c")).ShouldBe((30, 0)));
    }

    [Fact]
    public async Task What_was_reserved_when_the_process_ended_is_charged_or_given_back_as_its_lease_says()
    {
        await RunAsync(async store =>
        {
            await store.ReserveAsync("charged", 10);
            await store.ReserveAsync("back", 10, BudgetExpiry.GiveBack);
        });

        await RunAsync(async store =>
        {
            (await store.ReadAsync("charged")).ShouldBe((10, 0));
            (await store.ReadAsync("back")).ShouldBe((0, 0));
        });
    }

    [Fact]
    public async Task What_is_given_back_later_is_not_charged_after_a_restart()
    {
        using var app = await BudgetApp.StartedAsync(_clock, _folder.File);
        var reservation = await app.Store.ReserveAsync("c", 10);
        await app.StopAsync();
        using var next = await BudgetApp.StartedAsync(_clock, _folder.File);
        await next.Store.CorrectAsync("c", Amounts.Day, -10, TestContext.Current.CancellationToken);
        await next.StopAsync();

        await RunAsync(async store =>
        {
            (await store.ReadAsync("c")).ShouldBe((0, 0));
            (await store.SettleAsync(reservation, new long[] { 10 }, TestContext.Current.CancellationToken)).ShouldBe(BudgetEndOutcome.Unknown);
        });
    }

    [Fact]
    public async Task A_window_that_is_over_is_not_taken_over_and_leaves_the_file()
    {
        await RunAsync(store => store.UseAsync("old", 30));
        _clock.Advance(TimeSpan.FromHours(25));

        await RunAsync(async store =>
        {
            store.Count.ShouldBe(0);
            (await store.ReadAsync("old")).ShouldBe((0, 0));
            await store.UseAsync("new", 5);
        });

        _folder.Rows("SELECT counter, used FROM cells").ShouldBe(["new 5"]);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_over_a_restart_finds_what_the_earlier_window_had_used()
    {
        _clock.SetUtcNow(new DateTimeOffset(2030, 5, 1, 23, 59, 0, TimeSpan.Zero));
        await RunAsync(store => store.UseAsync("c", 30));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await RunAsync(store => store.UseAsync("another", 1));
        _clock.AdjustTime(new DateTimeOffset(2030, 5, 1, 23, 59, 30, TimeSpan.Zero));

        await RunAsync(async store => (await store.ReadAsync("c")).ShouldBe((30, 0)));
    }

    [Fact]
    public async Task The_file_holds_the_counters_names_as_they_were_given_times_and_amounts_and_nothing_else()
    {
        await RunAsync(store => store.UseAsync("budget:tokens:5f4dcc3b", 30));
        long start = _clock.GetUtcNow().Date.Subtract(DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;

        _folder.Rows("SELECT name FROM sqlite_schema WHERE type = 'table'").ShouldBe(["cells"]);
        _folder.Rows("SELECT * FROM cells").ShouldBe([$"budget:tokens:5f4dcc3b {start} {start + 86_400_000} 30"]);
    }

    private async Task RunAsync(Func<MemoryBudgetStore, Task> use)
    {
        using var app = await BudgetApp.StartedAsync(_clock, _folder.File);
        await use(app.Store);
        await app.StopAsync();
    }
}
