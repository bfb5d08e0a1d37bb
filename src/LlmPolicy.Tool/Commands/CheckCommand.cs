using System.CommandLine;
using LlmPolicy.Tool.Input;
using LlmPolicy.Tool.Output;

namespace LlmPolicy.Tool.Commands;

/// <summary><c>llmpolicy check</c>: everything that is wrong or surprising in manifests.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        ManifestArguments files = new();
        WarningsAsErrorsOption strict = new();
        OutputOption output = new("text", "json", "sarif");
        ConfigOption config = new();
        ToolCommand command = new(
            "check",
            "Finds what is wrong or surprising in manifests.",
            "llmpolicy check policies/ --config appsettings.json",
            "helm template chart/ | llmpolicy check - --output sarif")
        {
            files, strict, output, config,
        };
        command.SetAction(parsed =>
        {
            Terminal terminal = Terminal.Of(parsed);
            PolicyCompilerOptions options = config.Read(parsed);
            IReadOnlyList<ManifestFile> manifests = files.Read(parsed);
            IReadOnlyList<Diagnostic> diagnostics = strict.Apply(parsed, PolicyAnalyzer.Analyze(manifests, options));
            switch (parsed.GetValue(output))
            {
                case "json":
                    terminal.Output.WriteLine(DiagnosticJson.Of(diagnostics));
                    break;
                case "sarif":
                    terminal.Output.WriteLine(DiagnosticSarif.Of(diagnostics));
                    break;
                default:
                    DiagnosticText.Write(terminal.Output, new Style(terminal.HasColour), diagnostics, manifests);
                    break;
            }

            return diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error) ? ExitCode.Failure : ExitCode.Success;
        });
        return command;
    }
}
