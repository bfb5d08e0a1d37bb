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

    [Theory]
    [InlineData("--warnings-as-errors", "check", "x.yaml", "--wranings-as-errors")]
    [InlineData("--warnings-as-errors", "check", "--wranings-as-errors", "x.yaml")]
    [InlineData("--warnings-as-errors", "check", "x.yaml", "--warnings-as-errrors=true")]
    [InlineData("--output", "check", "x.yaml", "--Ouptut", "json")]
    [InlineData("--output", "check", "x.yaml", "--config", "--ouptut", "json")]
    [InlineData("--accept-allowed", "diff", "x.yaml", "--acept-allowed")]
    [InlineData("--url", "explain", "x.yaml", "--uri", "/")]
    [InlineData("--output", "graph", "x.yaml", "--outptu", "svg")]
    [InlineData("--mutate", "test", "x.yaml", "--mutated")]
    [InlineData("--mutate", "test", "x.yaml", "--manifests", "x.yaml", "--mutte")]
    [InlineData("--kind", "schema", "--kindd", "Upstream")]
    [InlineData("--out", "token", "keys", "--ou", "x")]
    [InlineData("--algorithm", "token", "keys", "--out", "--algoritm")]
    [InlineData("--key", "token", "sign", "--kye", "x.pem")]
    [InlineData("--now", "token", "decode", "--nwo", "2026-01-31T12:00:00Z", "x")]
    [InlineData("--manifests", "token", "verify", "x", "--manifest", "x.yaml")]
    [InlineData("--version", "--verison")]
    [InlineData("--help", "check", "--hepl")]
    public void A_misspelt_option_is_named_with_the_one_that_was_meant(string meant, params string[] args)
    {
        string file = _folder.Write("x.yaml", Lab.VirtualService);
        string here = Directory.GetCurrentDirectory();
        var run = Running.Tool.Run([.. args.Select(a => a == "x.yaml" ? file : a)]);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("there is no option '-");
        run.Error.ShouldContain($"Did you mean '{meant}'?");
        run.Error.Split('\n').Length.ShouldBe(2);
        Directory.GetFileSystemEntries(here, "--*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("--strictly-nothing-like-an-option")]
    public void An_option_that_is_like_none_is_no_file_either(string option)
    {
        var run = Running.Tool.Run("check", Lab.Policies, option);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldStartWith($"check: there is no option '{option}'.");
        run.Error.ShouldNotContain("Did you mean");
    }

    [Fact]
    public void A_file_that_is_called_like_an_option_comes_after_two_dashes() =>
        Running.Tool.Run("check", "--output", "json", "--", "--warnings-as-errors", "-x.yaml").Error.ShouldBe("--warnings-as-errors: there is no such file or folder.\n");

    [Theory]
    [InlineData("--kid", "-a1")]
    [InlineData("--kid=-a1")]
    [InlineData("--kid=--a1")]
    public void A_value_may_begin_with_a_dash(params string[] kid)
    {
        Running.Tool.Run("token", "keys", "--out", _folder.Path).ExitCode.ShouldBe(0);
        var run = Running.Tool.Run(["token", "sign", "--key", _folder["private.pem"], .. kid]);
        run.ExitCode.ShouldBe(0, run.Error);
        Running.Tool.Run("token", "decode", run.Output.Trim()).Output.ShouldContain($"\"kid\": \"{kid[^1].Replace("--kid=", "", StringComparison.Ordinal)}\"");
    }

    [Theory]
    [InlineData("There is no command 'chek'. Did you mean 'check'? llmpolicy --help says more.", "chek", "x.yaml")]
    [InlineData("token: a command is missing: keys, sign, decode, verify. llmpolicy token --help says more.", "token")]
    [InlineData("There is no command 'veriffy'. Did you mean 'verify'? llmpolicy token --help says more.", "token", "veriffy", "x")]
    [InlineData("There is no command 'qqqqqq'. There are: check, diff, explain, graph, schema, test, token. llmpolicy --help says more.", "qqqqqq")]
    [InlineData("schema: 'x' is an argument too many. llmpolicy schema --help says more.", "schema", "x")]
    [InlineData("--output: 'jsn' is not one of text, json, sarif. Did you mean 'json'? llmpolicy check --help says more.", "check", "x.yaml", "--output", "jsn")]
    [InlineData("--kind: 'Gateway' is not one of VirtualService, RouteTable, RouteOption, VirtualHostOption, AuthConfig, Upstream, UpstreamGroup, Settings, RateLimitConfig, Secret, ModelPolicy, UsagePolicy, TokenBudget. llmpolicy schema --help says more.", "schema", "--kind", "Gateway")]
    [InlineData("--algorithm: 'ES25' is not one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512. Did you mean 'ES256'? llmpolicy token keys --help says more.", "token", "keys", "--algorithm", "ES25")]
    [InlineData("Option '--key' is required. llmpolicy token sign --help says more.", "token", "sign")]
    [InlineData("--provider names whose token to send, but there is no token: add --token or --claims. llmpolicy explain --help says more.", "explain", "x.yaml", "--url", "/", "--provider", "p")]
    [InlineData("--decision says which refusal of a log: give --record, too. llmpolicy explain --help says more.", "explain", "x.yaml", "--url", "/", "--decision", "1")]
    public void What_is_wrong_is_said_in_one_line_that_ends_in_where_there_is_help(string said, params string[] args)
    {
        string file = _folder.Write("x.yaml", Lab.VirtualService);
        var run = Running.Tool.Run([.. args.Select(a => a == "x.yaml" ? file : a)]);
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldBe(said + "\n");
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_told() =>
        Running.Tool.Run("test", _folder.Path).Error.ShouldBe($"{_folder.Path}: this is a folder, and a file is expected.\n");

    [Theory]
    [InlineData("token", "decode", "FILE")]
    [InlineData("token", "verify", "FILE", "--manifests", "x.yaml")]
    [InlineData("explain", "x.yaml", "--url", "/", "--token", "FILE")]
    [InlineData("explain", "x.yaml", "--url", "/", "--claims", "FILE")]
    public void A_files_name_without_its_sign_is_told_and_not_taken_for_the_value(params string[] args)
    {
        string manifest = _folder.Write("x.yaml", Lab.VirtualService);
        string file = _folder.Write("token.txt", Lab.Token);
        var run = Running.Tool.Run([.. args.Select(a => a switch { "x.yaml" => manifest, "FILE" => file, _ => a })]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe($"{file}: this is a file. Write @{file} for what is in it.\n");
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
