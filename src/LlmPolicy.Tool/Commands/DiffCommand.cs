using System.CommandLine;
using LlmPolicy.Testing;
using LlmPolicy.Tool.Input;
using LlmPolicy.Tool.Output;

namespace LlmPolicy.Tool.Commands;

/// <summary><c>llmpolicy diff</c>: what a change of manifests newly allows, newly refuses, or sends elsewhere.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        Argument<string> old = new("OLD") { Description = "The manifests as they were: a file, a folder, or - for standard input." };
        Argument<string> @new = new("NEW") { Description = "The manifests as they are to be." };
        Option<string?> cases = new("--cases") { Description = "A file of cases (docs/testing.md) whose requests are compared. Without it, requests are derived from the manifests.", HelpName = "FILE" };
        Option<bool> accept = new("--accept-allowed") { Description = "What is newly allowed, or sent otherwise than before, is meant so: no exit code 1." };
        Option<bool> acceptNotCovered = new("--accept-not-covered") { Description = "What no request shows has been looked at: no exit code 3." };
        NowOption now = new();
        ConfigOption config = new();
        OutputOption output = new("text", "json");
        ToolCommand command = new(
            "diff",
            "Tells what a change newly allows, newly refuses, sends to another upstream or with another secret. Exit code 1 if more may come of it, 3 if it can't tell.",
            "llmpolicy diff policies/ changed/",
            "git show main:policies/virtualservice.yaml | llmpolicy diff - policies/virtualservice.yaml --accept-allowed")
        {
            old, @new, cases, accept, acceptNotCovered, now, config, output,
        };
        command.SetAction(parsed =>
        {
            Terminal terminal = Terminal.Of(parsed);
            PolicyCompilerOptions options = config.Read(parsed);
            IReadOnlyList<ManifestFile> before = ManifestArguments.Read([parsed.GetRequiredValue(old)], terminal);
            IReadOnlyList<ManifestFile> after = ManifestArguments.Read([parsed.GetRequiredValue(@new)], terminal);
            ManifestFile? caseFile = parsed.GetValue(cases) is { } file ? new ManifestFile(file, InputFile.ReadText(file)) : null;
            IReadOnlyList<PolicyDifference> differences = Compare(before, after, caseFile, now.Read(parsed), options);
            if (parsed.GetValue(output) == "json")
            {
                terminal.Output.WriteLine(DifferenceJson.Of(differences));
            }
            else
            {
                DifferenceText.Write(terminal, differences);
            }

            bool loosens = differences.Any(d => d is { MayLoosen: true, Kind: not PolicyDifferenceKind.NotCovered });
            bool isUndecided = differences.Any(d => d.Kind == PolicyDifferenceKind.NotCovered);
            return loosens && !parsed.GetValue(accept) ? ExitCode.Failure
                : isUndecided && !parsed.GetValue(acceptNotCovered) ? ExitCode.Undecided
                : ExitCode.Success;
        });
        return command;
    }

    private static IReadOnlyList<PolicyDifference> Compare(
        IReadOnlyList<ManifestFile> before, IReadOnlyList<ManifestFile> after, ManifestFile? cases, DateTimeOffset now, PolicyCompilerOptions options)
    {
        try
        {
            return cases is null ? PolicyDiff.Compare(before, after, now, options) : PolicyDiff.CompareOn(before, after, cases, now, options);
        }
        catch (PolicyTestException e)
        {
            throw new InvalidManifestsException(e.Diagnostics, [.. before, .. after, .. cases is null ? Array.Empty<ManifestFile>() : [cases]]);
        }
    }
}
