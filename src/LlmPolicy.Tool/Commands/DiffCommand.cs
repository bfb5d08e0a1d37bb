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
        Option<string?> records = new("--records") { Description = "A file that LlmPolicy:Audit:Replay wrote (docs/audit.md), whose requests are compared.", HelpName = "FILE" };
        Option<bool> accept = new("--accept-allowed") { Description = "What is newly allowed, or sent otherwise than before, is meant so: no exit code 1." };
        Option<bool> acceptNotCovered = new("--accept-not-covered") { Description = "What no request shows, or what of records can't be compared, has been looked at: no exit code 3." };
        NowOption now = new();
        ConfigOption config = new();
        OutputOption output = new("text", "json");
        ToolCommand command = new(
            "diff",
            "Tells what a change newly allows, newly refuses, sends to another upstream or with another secret. Exit code 1 if more may come of it, 3 if it can't tell.",
            "llmpolicy diff policies/ changed/",
            "git show main:policies/virtualservice.yaml | llmpolicy diff - policies/virtualservice.yaml --accept-allowed")
        {
            old, @new, cases, records, accept, acceptNotCovered, now, config, output,
        };
        command.SetAction(parsed =>
        {
            Terminal terminal = Terminal.Of(parsed);
            PolicyCompilerOptions options = config.Read(parsed);
            IReadOnlyList<ManifestFile> before = ManifestArguments.Read([parsed.GetRequiredValue(old)], terminal);
            IReadOnlyList<ManifestFile> after = ManifestArguments.Read([parsed.GetRequiredValue(@new)], terminal);
            if (parsed.GetValue(records) is { } recordFile)
            {
                if (parsed.GetValue(cases) is not null)
                {
                    throw new UsageException("--records and --cases each say which requests are compared: give one of them.");
                }

                RecordedDifferences recorded = Load(before, after, null, () => PolicyDiff.CompareRecords(before, after, InputFile.ReadLines(recordFile), options));
                Action<Terminal, RecordedDifferences> write = parsed.GetValue(output) == "json" ? RecordedDifferenceOutput.WriteJson : RecordedDifferenceOutput.WriteText;
                write(terminal, recorded);
                return Exit(parsed, recorded.Differences, recorded.NotCompared.Count > 0 || recorded.UnreadableLines.Count > 0);
            }

            ManifestFile? caseFile = parsed.GetValue(cases) is { } file ? new ManifestFile(file, InputFile.ReadText(file)) : null;
            DateTimeOffset at = now.Read(parsed);
            IReadOnlyList<PolicyDifference> differences = Load(
                before, after, caseFile, () => caseFile is null ? PolicyDiff.Compare(before, after, at, options) : PolicyDiff.CompareOn(before, after, caseFile, at, options));
            if (parsed.GetValue(output) == "json")
            {
                terminal.Output.WriteLine(ToolJson.Of(DifferenceJson.Of(differences)));
            }
            else
            {
                DifferenceText.Write(terminal, differences);
            }

            return Exit(parsed, differences, differences.Any(d => d.Kind == PolicyDifferenceKind.NotCovered));
        });
        return command;

        int Exit(ParseResult parsed, IReadOnlyList<PolicyDifference> differences, bool isUndecided)
        {
            bool loosens = differences.Any(d => d is { MayLoosen: true, Kind: not PolicyDifferenceKind.NotCovered });
            return loosens && !parsed.GetValue(accept) ? ExitCode.Failure
                : isUndecided && !parsed.GetValue(acceptNotCovered) ? ExitCode.Undecided
                : ExitCode.Success;
        }
    }

    private static T Load<T>(IReadOnlyList<ManifestFile> before, IReadOnlyList<ManifestFile> after, ManifestFile? cases, Func<T> compare)
    {
        try
        {
            return compare();
        }
        catch (PolicyTestException e)
        {
            throw new InvalidManifestsException(e.Diagnostics, [.. before, .. after, .. cases is null ? Array.Empty<ManifestFile>() : [cases]]);
        }
    }
}
