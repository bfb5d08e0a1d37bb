using System.CommandLine;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed class UsageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("chek", "x.yaml")]
    [InlineData("check")]
    [InlineData("check", "x.yaml", "--outptu", "json")]
    [InlineData("check", "x.yaml", "--output", "xml")]
    [InlineData("check", "not-there.yaml")]
    [InlineData("check", "x.yaml", "--config", "not-there.json")]
    public void What_is_used_wrongly_ends_with_2_and_says_so_on_the_error_stream_alone(params string[] args)
    {
        string file = _folder.Write("x.yaml", Lab.VirtualService);
        var run = Running.Tool.Run([.. args.Select(a => a == "x.yaml" ? file : a)]);
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldNotBeEmpty();
        run.Error.ShouldNotContain(" at LlmPolicy");
    }

    [Fact]
    public void Without_any_argument_the_commands_are_shown()
    {
        var run = Running.Tool.Run();
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        foreach (Command command in Program.Create().Subcommands)
        {
            run.Error.ShouldContain($"  {command.Name} ");
        }
    }

    [Fact]
    public void A_folder_without_manifests_is_named()
    {
        _folder.Write("notes.txt", "");
        var run = Running.Tool.Run("check", _folder.Path);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldStartWith($"{_folder.Path}: ");
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_in_one_line() =>
        Running.Tool.Run("check", "not-there.yaml").Error.ShouldBe("not-there.yaml: there is no such file or folder.\n");

    public static TheoryData<string> Commands => [.. Names(Program.Create(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_ends_its_help_with_two_examples_of_itself(string command)
    {
        var run = Running.Tool.Run([.. command.Split(' '), "--help"]);
        run.ExitCode.ShouldBe(0);
        string[] examples = run.Output.Split("Examples:\n")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        examples.Length.ShouldBeGreaterThanOrEqualTo(2);
        examples.ShouldAllBe(example => example.Contains($"llmpolicy {command} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Colour_is_only_for_a_terminal()
    {
        string file = _folder.Write("x.yaml", Lab.VirtualService);
        Running.Tool.Run("check", file).Output.ShouldNotContain('\u001b');
        StringWriter output = new();
        Program.Run(["check", file], new Terminal { Output = output, HasColour = true });
        output.ToString().ShouldContain('\u001b');
    }

    [Fact]
    public void What_would_steer_a_terminal_is_not_printed()
    {
        string file = _folder.Write("x.yaml", Lab.VirtualService.Replace("prefixRewrite:", "\"prefix\\e[31mRewrite\":", StringComparison.Ordinal));
        var run = Running.Tool.Run("check", file);
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("prefix?[31mRewrite");
        run.Output.ShouldNotContain('\u001b');
    }

    private static IEnumerable<string> Names(Command command, string prefix) =>
        command.Subcommands.SelectMany(c => (string[])[prefix + c.Name, .. Names(c, $"{prefix}{c.Name} ")]);
}
