namespace LlmPolicy.Tests;

/// <summary>The file is taken away while the app runs, and a folder of its name is in its place.</summary>
public sealed class WriteFailureTests : IDisposable
{
    private readonly BudgetFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly LogSink _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Budgets_go_on_in_memory_and_all_are_written_as_soon_as_that_works_again()
    {
        using (var app = await BudgetApp.StartedAsync(_clock, _folder.File, _log))
        {
            await app.Store.UseAsync("before", 10);
            await SecondAsync();
            TakeAway();
            await app.Store.UseAsync("meanwhile", 20);
            await SecondAsync();
            (await _log.Seen("BudgetsNotWritten", 1)).Text.ShouldContain("is gone");
            (await app.Store.ReadAsync("before")).ShouldBe((10, 0));

            Directory.Delete(_folder.File);
            await app.Store.UseAsync("meanwhile", 1);
            await SecondAsync();
            await _log.Seen("BudgetsWrittenAgain", 1);
        }

        using var next = await BudgetApp.StartedAsync(_clock, _folder.File);
        (await next.Store.ReadAsync("before")).ShouldBe((10, 0));
        (await next.Store.ReadAsync("meanwhile")).ShouldBe((21, 0));
    }

    /// <summary>As on a full disk: the file is there, and takes nothing for a while.</summary>
    [Fact]
    public async Task What_SQLite_refuses_is_written_as_soon_as_it_takes_it()
    {
        using (var app = await BudgetApp.StartedAsync(_clock, _folder.File))
        {
            await app.Store.UseAsync("before", 10);
            await app.StopAsync();
        }

        _folder.Run("CREATE TRIGGER refuses BEFORE INSERT ON cells WHEN NEW.used > 0 BEGIN SELECT RAISE(ABORT, 'full'); END");
        using (var app = await BudgetApp.StartedAsync(_clock, _folder.File, _log))
        {
            await app.Store.UseAsync("refused", 20);
            await SecondAsync();
            await _log.Seen("BudgetsNotWritten", 1);

            _folder.Run("DROP TRIGGER refuses");
            await app.Store.UseAsync("other", 1);
            await SecondAsync();
            await _log.Seen("BudgetsWrittenAgain", 1);
        }

        using var next = await BudgetApp.StartedAsync(_clock, _folder.File);
        (await next.Store.ReadAsync("before")).ShouldBe((10, 0));
        (await next.Store.ReadAsync("refused")).ShouldBe((20, 0));
        (await next.Store.ReadAsync("other")).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_failure_is_logged_once_and_names_no_counter()
    {
        using var app = await BudgetApp.StartedAsync(_clock, _folder.File, _log);
        await app.Store.UseAsync("budget:5f4dcc3b", 10);
        TakeAway();
        await SecondAsync();
        await _log.Seen("BudgetsNotWritten", 1);

        await app.StopAsync();

        _log.Named("BudgetsNotWritten").Count().ShouldBe(1);
        _log.Lines.ShouldAllBe(line => !line.Text.Contains("5f4dcc3b"));
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_when_the_app_stops()
    {
        using (var app = await BudgetApp.StartedAsync(_clock, _folder.File, _log))
        {
            await app.Store.UseAsync("c", 10);
            TakeAway();
            await SecondAsync();
            await _log.Seen("BudgetsNotWritten", 1);
            Directory.Delete(_folder.File);
            await app.StopAsync();
        }

        _folder.Rows("SELECT counter, used FROM cells").ShouldBe(["c 10"]);
    }

    private void TakeAway()
    {
        File.Delete(_folder.File);
        Directory.CreateDirectory(_folder.File);
    }

    private async Task SecondAsync()
    {
        await _clock.TimerAsync(due => due == TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
    }
}
