using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Files;
using LlmPolicy.Limits;
using LlmPolicy.Secrets;

namespace LlmPolicy.AspNetCore.Tests.Secrets;

/// <summary>A secret's folder while others write to it.</summary>
public sealed class FolderSecretTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly FolderSecret _secret;

    public FolderSecretTests()
    {
        _clock.SetUtcNow(Noon);
        _secret = new FolderSecret(_folder.FullName, new SettledFile(_clock), new CallLimit(TimeProvider.System));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task While_a_file_is_written_to_again_and_again_the_last_whole_value_is_sent()
    {
        Write("whole", Noon.AddSeconds(-1));
        (await Read()).ShouldBe("whole");

        Write("0", Noon);
        var reading = Read();
        for (int i = 1; !reading.IsCompleted && i < 10; i++)
        {
            await Task.WhenAny(_clock.TimerAsync(_ => true), reading);
            Write($"{i}", _clock.GetUtcNow().AddMilliseconds(99));
            await Task.WhenAny(_clock.PassAsync(_ => true), reading);
        }

        (await reading).ShouldBe("whole");
    }

    [Fact]
    [AbuseCase("S5")]
    public async Task Without_a_whole_value_there_is_no_secret()
    {
        Write("0", Noon);
        var reading = Read();
        for (int i = 1; !reading.IsCompleted && i < 10; i++)
        {
            await Task.WhenAny(_clock.TimerAsync(_ => true), reading);
            Write($"{i}", _clock.GetUtcNow().AddMilliseconds(99));
            await Task.WhenAny(_clock.PassAsync(_ => true), reading);
        }

        await Should.ThrowAsync<IOException>(reading);
    }

    [Fact]
    public async Task Who_comes_while_it_is_being_read_gets_what_was_there_when_he_came()
    {
        Write("old", Noon);
        var first = Read();
        await _clock.TimerAsync(_ => true);
        _folder.Write("x-key", "new");
        File.SetLastWriteTimeUtc(_folder["x-key"], Noon.AddSeconds(-1).UtcDateTime);
        Task<string>[] later = [.. Enumerable.Range(0, 10).Select(_ => Read())];
        await _clock.PassAsync(_ => true);

        (await first).ShouldBe("old");
        (await Task.WhenAll(later)).ShouldAllBe(value => value == "new");
    }

    [Fact]
    public async Task Who_gives_up_does_not_end_the_read_for_the_others()
    {
        Write("whole", Noon);
        using CancellationTokenSource gone = new();
        var first = _secret.ReadAsync(gone.Token);
        await _clock.TimerAsync(_ => true);
        var second = Read();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await _clock.PassAsync(_ => true);

        (await second).ShouldBe("whole");
    }

    [Fact]
    public async Task A_pipe_in_the_folder_is_an_empty_value_and_holds_nobody()
    {
        NamedPipe.Create(_folder["x-key"]);

        (await Read()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_comes_while_a_reading_fails_gets_a_reading_of_his_own()
    {
        Write("0", Noon);
        var first = Read();
        await _clock.TimerAsync(_ => true);
        var second = Read();
        int last = 0;
        while (!first.IsCompleted)
        {
            Write($"{++last}", _clock.GetUtcNow().AddMilliseconds(99));
            await Task.WhenAny(_clock.PassAsync(_ => true), first);
            await Task.WhenAny(_clock.TimerAsync(_ => true), first);
        }

        await Should.ThrowAsync<IOException>(first);
        while (!second.IsCompleted)
        {
            await Task.WhenAny(_clock.PassAsync(_ => true), second);
        }

        (await second).ShouldBe($"{last}");
    }

    [Fact]
    public async Task A_rotation_that_goes_while_it_is_read_is_followed_to_the_next_one()
    {
        Rotate("..1", "old", Noon);
        var reading = Read();
        await _clock.TimerAsync(_ => true);

        Rotate("..2", "new", Noon.AddSeconds(-1));
        Directory.Delete(_folder["..1"], recursive: true);
        while (!reading.IsCompleted)
        {
            await Task.WhenAny(_clock.PassAsync(_ => true), reading);
        }

        (await reading).ShouldBe("new");

        void Rotate(string rotation, string value, DateTimeOffset written)
        {
            Directory.CreateDirectory(_folder[rotation]);
            // Of two, one is read first, whichever that is.
            foreach (string name in (string[])["x-key", "x-other"])
            {
                string file = Path.Combine(_folder[rotation], name);
                File.WriteAllText(file, value);
                File.SetLastWriteTimeUtc(file, written.UtcDateTime);
            }

            File.Delete(_folder["..data"]);
            Directory.CreateSymbolicLink(_folder["..data"], rotation);
        }
    }

    [Fact]
    public async Task A_hundred_files_are_a_secret()
    {
        Write("whole", Noon.AddSeconds(-1));
        for (int i = 1; i < 100; i++)
        {
            File.WriteAllText(_folder[$"x-{i}"], "v");
            File.SetLastWriteTimeUtc(_folder[$"x-{i}"], Noon.AddSeconds(-1).UtcDateTime);
        }

        (await _secret.ReadAsync(TestContext.Current.CancellationToken)).Headers.Count.ShouldBe(100);
    }

    [Fact]
    public async Task A_folder_of_more_than_a_hundred_files_is_no_secret()
    {
        for (int i = 0; i < 101; i++)
        {
            await File.WriteAllTextAsync(_folder[$"x-{i}"], "v", TestContext.Current.CancellationToken);
        }

        await Should.ThrowAsync<InvalidDataException>(Read());
    }

    private async Task<string> Read() => (await _secret.ReadAsync(TestContext.Current.CancellationToken)).Headers["x-key"].Reveal();

    private void Write(string text, DateTimeOffset written)
    {
        using FileStream file = new(_folder["x-key"], FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(0);
        file.Write(System.Text.Encoding.Latin1.GetBytes(text));
        file.Flush();
        File.SetLastWriteTimeUtc(file.SafeFileHandle, written.UtcDateTime);
    }
}
