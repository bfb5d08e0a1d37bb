using System.Diagnostics;
using System.Text.RegularExpressions;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

/// <summary>docs/why.md: each command is run where it says, and prints what it says.</summary>
public sealed partial class WhyTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Lab.Root, "docs", "why.md")).ReplaceLineEndings("\n");

    public static TheoryData<string, string> Sessions => [.. Session().Matches(Document).Select(m => (m.Groups["command"].Value, m.Groups["output"].Value))];

    [Theory]
    [MemberData(nameof(Sessions))]
    public async Task A_command_of_the_document_prints_what_stands_below_it(string command, string output)
    {
        using TempFolder folder = new();
        string log = folder.Write("app.log", Log().Match(Document).Groups["log"].Value);

        string[] args = [.. Argument().Matches(command).Select(m => m.Value.Trim('\'')).Select(a => a == "app.log" ? log : a)];
        ProcessStartInfo start = new("dotnet", [typeof(Program).Assembly.Location, .. args])
        {
            WorkingDirectory = Lab.Sample,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Stable(printed).ShouldBe(Stable(output), await error);
        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void The_record_of_the_documents_log_is_written_as_a_host_writes_it()
    {
        string log = Log().Match(Document).Groups["log"].Value;

        log.ShouldEndWith($"; {DecisionRecord.Find(log).ShouldNotBeNull().ToJson()}\n");
    }

    [Fact]
    public void The_document_has_the_labs_401_its_denial_and_yesterdays_403() => Sessions.Count.ShouldBe(3);

    /// <summary>A throw-away key has another name each time.</summary>
    private static string Stable(string text) => ThrowAwayKey().Replace(text.ReplaceLineEndings("\n").TrimEnd(), "throw-away");

    [GeneratedRegex(@"```console\n\$ llmpolicy (?<command>[^\n]+)\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Session();

    [GeneratedRegex(@"```log\n(?<log>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Log();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Argument();

    [GeneratedRegex("throw-away-[0-9a-f]+")]
    private static partial Regex ThrowAwayKey();
}
