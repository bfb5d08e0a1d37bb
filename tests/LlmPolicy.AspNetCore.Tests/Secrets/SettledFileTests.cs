using System.Text;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Files;

namespace LlmPolicy.AspNetCore.Tests.Secrets;

/// <summary>How a secret's file is read while somebody writes to it.</summary>
public sealed class SettledFileTests : IDisposable
{
    private const int Longest = 64 * 1024;
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly TestClock _clock = new();

    public SettledFileTests() => _clock.SetUtcNow(Noon);

    private string Key => _folder["x-key"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_stands_still_is_read_at_once()
    {
        Write("whole", Noon.AddSeconds(-1));

        (await Read()).ShouldBe("whole");
    }

    [Fact]
    [AbuseCase("S5")]
    public async Task Half_a_key_is_not_taken_while_the_other_half_is_still_being_written()
    {
        Write("sk-", Noon);
        var reading = Read();
        await _clock.TimerAsync(_ => true);
        Write("sk-whole", Noon.AddMilliseconds(50));
        await _clock.PassAsync(_ => true);
        reading.IsCompleted.ShouldBeFalse();
        await _clock.PassAsync(_ => true);

        (await reading).ShouldBe("sk-whole");
    }

    [Fact]
    public async Task A_file_that_is_replaced_meanwhile_is_whole_as_it_was()
    {
        Write("one", Noon);
        var reading = Read();
        await _clock.TimerAsync(_ => true);
        _folder.Write("x-key", "two");
        await _clock.PassAsync(_ => true);

        (await reading).ShouldBe("one");
    }

    [Fact]
    public async Task A_file_that_is_written_to_again_and_again_is_given_up()
    {
        Write("0", Noon);
        var reading = Read();
        for (int i = 1; !reading.IsCompleted && i < 10; i++)
        {
            await Task.WhenAny(_clock.TimerAsync(_ => true), reading);
            Write($"{i}", _clock.GetUtcNow().AddMilliseconds(99));
            await Task.WhenAny(_clock.PassAsync(_ => true), reading);
        }

        await Should.ThrowAsync<FileUnsettledException>(reading);
    }

    [Fact]
    public async Task A_date_in_the_future_holds_nobody()
    {
        Write("whole", Noon.AddYears(1));

        (await Read()).ShouldBe("whole");
    }

    [Theory]
    [InlineData(Longest, true)]
    [InlineData(Longest + 1, false)]
    public async Task A_value_has_64_KiB_at_the_most(int length, bool read)
    {
        Write(new string('k', length), Noon.AddSeconds(-1));

        if (read)
        {
            (await Read()).Length.ShouldBe(length);
        }
        else
        {
            (await Should.ThrowAsync<FileTooLongException>(Read())).Message.ShouldBe("longer than 64 KiB");
        }
    }

    [Fact]
    public async Task A_pipe_is_nothing_and_nobody_waits_for_its_writer()
    {
        NamedPipe.Create(Key);
        File.CreateSymbolicLink(_folder["link"], "x-key");

        (await Read()).ShouldBeEmpty();
        (await Read("link")).ShouldBeEmpty();
    }

    private async Task<string> Read(string name = "x-key") =>
        Encoding.Latin1.GetString(await new SettledFile(_clock).ReadAsync(_folder[name], Longest, TestContext.Current.CancellationToken));

    /// <summary>In place, dated as if it were written then.</summary>
    private void Write(string text, DateTimeOffset written)
    {
        using FileStream file = new(Key, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(0);
        file.Write(Encoding.Latin1.GetBytes(text));
        file.Flush();
        File.SetLastWriteTimeUtc(file.SafeFileHandle, written.UtcDateTime);
    }
}
