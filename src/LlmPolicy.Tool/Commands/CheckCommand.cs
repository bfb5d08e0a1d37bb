using System.CommandLine;

namespace LlmPolicy.Tool.Commands;

/// <summary><c>llmpolicy check</c>: everything that is wrong or surprising in manifests.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("FILE") { Description = "Manifests.", Arity = ArgumentArity.OneOrMore };
        Command command = new("check", "Finds what is wrong or surprising in manifests.") { files };
        command.SetAction(parsed =>
        {
            ManifestFile[] manifests = [.. parsed.GetValue(files)!.Select(file => new ManifestFile(file, File.ReadAllText(file)))];
            IReadOnlyList<Diagnostic> diagnostics = PolicyAnalyzer.Analyze(manifests);
            foreach (Diagnostic diagnostic in diagnostics)
            {
                parsed.InvocationConfiguration.Output.WriteLine(diagnostic);
            }

            return diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error) ? 1 : 0;
        });
        return command;
    }
}
