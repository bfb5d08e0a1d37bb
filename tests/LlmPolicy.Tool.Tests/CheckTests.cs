using System.Text.RegularExpressions;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed class CheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static readonly string Broken = Lab.VirtualService
        .Replace("prefixRewrite:", "prefixRewrit:", StringComparison.Ordinal)
        .Replace("matcher: LIST_CONTAINS", "matcher: LIST", StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_labs_files_are_fine_and_their_four_traps_are_named_by_four_codes_at_their_lines()
    {
        var run = Running.Tool.Run("check", Lab.Policies);
        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.Split('\n').Where(line => line.Contains(": warning ", StringComparison.Ordinal))
            .Select(line => (LineOfTheLab(line), line.Split("warning ")[1][..8]))
            .ShouldBe(
            [
                ("selfminted:", DiagnosticCodes.NoAudience),
                ("- prefix: /huggingface-gloo-gw", DiagnosticCodes.PrefixInsideSegment),
                ("- headerSecretRef:", DiagnosticCodes.SecretAppended),
                ("- headerSecretRef:", DiagnosticCodes.ModelUnchecked),
            ]);
        run.Output.ShouldContain("0 errors");
        run.Output.ShouldEndWith("in 3 files\n");
    }

    [Fact]
    public void Every_error_of_a_broken_file_is_printed_at_once_as_compilers_do()
    {
        string file = _folder.Write("vs.yaml", Broken);
        var run = Running.Tool.Run("check", file);
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain($"{file}({Position("prefixRewrit:")}): error LLMP0010: Unknown field 'prefixRewrit'");
        run.Output.ShouldContain($"{file}({Position("LIST")}): error LLMP0011: ");
        run.Output.ShouldContain("2 errors, ");
    }

    [Fact]
    public void The_line_stands_under_its_diagnostic_with_a_caret_under_the_column()
    {
        string[] lines = Running.Tool.Run("check", _folder.Write("vs.yaml", Broken)).Output.Split('\n');
        int at = Array.FindIndex(lines, line => line.Contains("LLMP0010", StringComparison.Ordinal));
        lines[at + 1].ShouldEndWith("prefixRewrit: \"/models/openai-community/gpt2\"");
        lines[at + 2].Trim().ShouldBe("^");
        lines[at + 2].IndexOf('^', StringComparison.Ordinal).ShouldBe(lines[at + 1].IndexOf("prefixRewrit:", StringComparison.Ordinal));
    }

    [Fact]
    public void Standard_input_is_read_for_a_dash()
    {
        var run = Running.Tool.RunWithInput(Broken, "check", "-");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain($"(standard input)({Position("prefixRewrit:")}): error LLMP0010");
    }

    [Fact]
    public void A_folder_is_read_with_all_below_it_and_a_file_named_twice_once()
    {
        _folder.Write("b/vs.YAML", Lab.VirtualService);
        string upstream = _folder.Write("b/c/upstream.json", "{}");
        _folder.Write("b/readme.txt", "{");
        _folder.Write(".git/old.yaml", Lab.VirtualService);
        File.WriteAllText(upstream, Lab.Upstream);
        var run = Running.Tool.Run("check", _folder.Path, upstream);
        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldEndWith("in 2 files\n");
    }

    [Theory]
    [InlineData("text", ": error LLMP2", ": warning ")]
    [InlineData("json", "\"severity\": \"error\"", "\"severity\": \"warning\"")]
    [InlineData("sarif", "\"level\": \"error\"", "\"level\": \"warning\"")]
    public void With_warnings_as_errors_the_labs_four_warnings_are_errors_in_every_form_and_in_the_exit_code(string form, string error, string warning)
    {
        var usual = Running.Tool.Run("check", Lab.Policies, "--output", form);
        var strict = Running.Tool.Run("check", Lab.Policies, "--output", form, "--warnings-as-errors");

        usual.ExitCode.ShouldBe(0);
        Regex.Count(usual.Output, warning).ShouldBe(4);
        strict.ExitCode.ShouldBe(1);
        Regex.Count(strict.Output, error).ShouldBe(4);
        strict.Output.ShouldNotContain(warning);
        strict.Error.ShouldBeEmpty();
    }

    [Fact]
    public void With_warnings_as_errors_the_last_line_counts_them_as_errors() =>
        Running.Tool.Run("check", "--warnings-as-errors", Lab.Policies).Output.ShouldEndWith("\n4 errors, 0 warnings in 3 files\n");

    [Fact]
    public void With_warnings_as_errors_files_without_one_are_fine() =>
        Running.Tool.Run("check", "--warnings-as-errors", _folder.Write("vs.yaml", """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: fine}
            spec: {virtualHost: {routes: [{matchers: [{prefix: /}], directResponseAction: {status: 200}}]}}
            """)).ExitCode.ShouldBe(0);

    [Fact]
    public void What_these_files_do_not_hold_is_a_warning_without_a_config_and_an_error_with_one()
    {
        string file = _folder.Write("vs.yaml", Lab.VirtualService);
        var alone = Running.Tool.Run("check", file);
        alone.ExitCode.ShouldBe(0);
        alone.Output.ShouldContain("warning LLMP1005");
        alone.Output.ShouldContain("warning LLMP1006");

        var configured = Running.Tool.Run("check", file, "--config", _folder.Write("appsettings.json", "{}"));
        configured.ExitCode.ShouldBe(1);
        configured.Output.ShouldContain("error LLMP1005");
        configured.Output.ShouldContain("error LLMP1006");
    }

    [Fact]
    public void What_the_config_gives_is_there()
    {
        string file = _folder.Write("vs.yaml", Lab.VirtualService);
        string config = _folder.Write(
            "appsettings.json",
            """
            // As the host reads it: comments are fine.
            {"LlmPolicy": {
              "Upstreams": {"default": {"huggingface-upstream": "http://localhost:8081"}},
              "SecretFolders": {"default": {"hftoken": "/run/secrets/hf"}}
            }}
            """);
        var run = Running.Tool.Run("check", file, "--config", config);
        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldNotContain("LLMP1005");
        run.Output.ShouldNotContain("LLMP1006");
    }

    [Fact]
    public void The_config_says_what_may_stand_unenforced()
    {
        string file = _folder.Write("vs.yaml", Lab.VirtualService.Replace("          jwt:", "          waf: {}\n          jwt:", StringComparison.Ordinal));
        Running.Tool.Run("check", file, Lab.Policies + "/upstream.yaml").Output.ShouldContain("error LLMP0016");
        string config = _folder.Write("appsettings.json", """{"LlmPolicy": {"Unenforced": ["spec.virtualHost.options.waf"], "Secrets": {"default": {"hftoken": {"Authorization": "x"}}}}}""");
        var run = Running.Tool.Run("check", file, Lab.Policies + "/upstream.yaml", "--config", config);
        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("warning LLMP0016");
    }

    [Theory]
    [InlineData("""{"LlmPolicy": {"Upstrems": {}, "RequireRbac": "perhaps"}}""", "LlmPolicy:RequireRbac")]
    [InlineData("""{"LlmPolicy": {"Upstreams": {"default": {"u": "ftp://x"}}}}""", "LlmPolicy:Upstreams:default:u")]
    [InlineData("{", "not JSON")]
    public void A_config_that_would_stop_a_start_is_wrong_usage(string config, string complaint)
    {
        var run = Running.Tool.Run("check", Lab.Policies, "--config", _folder.Write("appsettings.json", config));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(complaint);
        run.Error.Split('\n').Length.ShouldBe(2);
    }

    /// <summary>The lab's line that a diagnostic points at.</summary>
    private static string LineOfTheLab(string diagnostic) =>
        Lab.VirtualService.Split('\n')[int.Parse(diagnostic.Split("virtualservice.yaml(")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture) - 1].Trim();

    private static string Position(string text)
    {
        string[] before = Broken[..Broken.IndexOf(text, StringComparison.Ordinal)].Split('\n');
        return $"{before.Length},{before[^1].Length + 1}";
    }
}
