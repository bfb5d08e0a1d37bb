using System.CommandLine;
using LlmPolicy.Testing;
using LlmPolicy.Testing.Running;
using LlmPolicy.Tool.Input;
using LlmPolicy.Tool.Output;

namespace LlmPolicy.Tool.Commands;

/// <summary><c>llmpolicy test</c>: runs files of cases, and tells which rules none of their cases holds.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("FILE") { Description = "Files of cases (docs/testing.md).", Arity = ArgumentArity.OneOrMore };
        Option<string[]> manifests = new("--manifests")
        {
            Description = "Manifests or folders to test, in place of those that the files of cases name.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<bool> mutate = new("--mutate") { Description = "Delete each rule of the manifests by itself: exit code 1 if no case fails without it." };
        ConfigOption config = new();
        OutputOption output = new("text", "json");
        ToolCommand command = new(
            "test",
            "Runs cases: requests, with claims or tokens, and what has to come of them. Exit code 1 if one fails.",
            "llmpolicy test cases.yaml",
            "llmpolicy test cases.yaml --mutate",
            "llmpolicy test cases.yaml --manifests policies/ --output json")
        {
            files, manifests, mutate, config, output,
        };
        command.SetAction(parsed =>
        {
            Terminal terminal = Terminal.Of(parsed);
            PolicyTestsReader reader = new()
            {
                Options = config.Read(parsed),
                Manifests = parsed.GetValue(manifests) is { Length: > 0 } paths ? ManifestArguments.Read(paths, terminal) : null,
                Clock = terminal.Time,
            };
            List<TestReport> reports = [.. parsed.GetRequiredValue(files).Select(file => Run(file, reader, parsed.GetValue(mutate)))];
            if (parsed.GetValue(output) == "json")
            {
                terminal.Output.WriteLine(TestReportJson.Of(reports));
            }
            else
            {
                reports.ForEach(report => TestReportText.Write(terminal, report));
            }

            return reports.TrueForAll(report => report.Succeeded) ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static TestReport Run(string file, PolicyTestsReader reader, bool mutate)
    {
        ManifestFile cases = new(file, InputFile.ReadText(file));
        PolicyTests tests = reader.Read(cases, out IReadOnlyList<Diagnostic> diagnostics) ?? throw new InvalidManifestsException(diagnostics, [cases, .. reader.Manifests ?? []]);
        return new TestReport(file, tests.Run(), tests.MeasureCoverage(), mutate ? tests.Mutate() : null);
    }
}
