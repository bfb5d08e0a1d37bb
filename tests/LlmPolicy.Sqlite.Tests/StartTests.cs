using LlmPolicy.Sqlite.Load;

namespace LlmPolicy.Tests;

/// <summary>Files that an app starts with, and files that it does not start with.</summary>
public sealed class StartTests : IDisposable
{
    private readonly BudgetFolder _folder = new();
    private readonly TestClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Where_no_file_is_named_the_app_does_not_start(string? name)
    {
        using var app = BudgetApp.Configured(_clock, name);

        (await Should.ThrowAsync<LlmPolicyException>(app.StartAsync)).Message.ShouldContain("LlmPolicy:Budgets:File");
    }

    [Fact]
    public async Task Where_the_folder_is_missing_the_app_does_not_start()
    {
        using var app = BudgetApp.With(_clock, _folder.Missing);

        (await Should.ThrowAsync<LlmPolicyException>(app.StartAsync)).Message.ShouldContain($"The folder of {_folder.Missing} is not there");
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_left_alone()
    {
        await MadeAsync();
        _folder.Run("PRAGMA user_version = 2");

        (await RefusedAsync()).ShouldContain("schema version 2, and this version of LlmPolicy knows 1");
    }

    [Fact]
    public async Task A_database_of_something_else_is_left_alone()
    {
        _folder.Run("CREATE TABLE customers (name TEXT)");

        (await RefusedAsync()).ShouldContain("is a database of something else");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_alone()
    {
        await File.WriteAllTextAsync(_folder.File, new string('x', 5_000), TestContext.Current.CancellationToken);

        (await RefusedAsync()).ShouldContain("is damaged, or is no SQLite database");
    }

    [Fact]
    public async Task A_damaged_file_is_left_alone_with_what_is_beside_it()
    {
        await MadeAsync();
        _folder.RunAndCrash("UPDATE cells SET used = 31");
        _folder.Contents()[$"{_folder.File}-wal"].ShouldNotBeEmpty();
        byte[] damaged = _folder.Contents()[_folder.File];
        int page = (damaged[16] << 8) | damaged[17];
        damaged.AsSpan(page).Fill(0x5A);
        await File.WriteAllBytesAsync(_folder.File, damaged, TestContext.Current.CancellationToken);

        (await RefusedAsync()).ShouldContain("is damaged, or is no SQLite database");
    }

    [Fact]
    public async Task An_empty_file_of_version_0_is_brought_to_the_current_one()
    {
        _folder.Run("PRAGMA user_version = 0; CREATE TABLE t (x); DROP TABLE t");

        await MadeAsync();

        _folder.Rows("PRAGMA user_version").ShouldBe(["1"]);
        _folder.Rows("SELECT counter, used FROM cells").ShouldBe(["c 30"]);
    }

    [Fact]
    public async Task A_second_process_on_a_file_does_not_start_until_the_first_is_gone()
    {
        await using (var first = ChildProcess.Start("dotnet", Path.GetDirectoryName(_folder.File)!, [typeof(Load).Assembly.Location, _folder.File]))
        {
            await first.LineAsync("found ");
            using var second = BudgetApp.With(_clock, _folder.File);
            string message = (await Should.ThrowAsync<LlmPolicyException>(second.StartAsync)).Message;
            message.ShouldContain("is in use by another process");
            message.ShouldContain("AddRedisBudgets");
        }

        using var third = await BudgetApp.StartedAsync(_clock, _folder.File);
        await third.StopAsync();
    }

    [Fact]
    public async Task An_app_that_did_not_start_writes_nothing_when_it_is_stopped()
    {
        await MadeAsync();
        using var first = await BudgetApp.StartedAsync(_clock, _folder.File);
        using var second = BudgetApp.With(_clock, _folder.File);
        await Should.ThrowAsync<LlmPolicyException>(second.StartAsync);
        await first.StopAsync();

        await second.StopAsync();

        _folder.Rows("SELECT counter, used FROM cells").ShouldBe(["c 30"]);
    }

    /// <summary>An app has used the file.</summary>
    private async Task MadeAsync()
    {
        using var app = await BudgetApp.StartedAsync(_clock, _folder.File);
        await app.Store.UseAsync("c", 30);
        await app.StopAsync();
    }

    /// <summary>Why an app does not start with the file, which is as it was.</summary>
    private async Task<string> RefusedAsync()
    {
        var before = _folder.Contents();
        string message;
        using (var app = BudgetApp.With(_clock, _folder.File))
        {
            message = (await Should.ThrowAsync<LlmPolicyException>(app.StartAsync)).Message;
            await app.StopAsync();
        }

        foreach (var (file, bytes) in _folder.Contents())
        {
            bytes.ShouldBe(before.GetValueOrDefault(file, []), file);
        }

        message.ShouldContain(_folder.File);
        return message;
    }
}
