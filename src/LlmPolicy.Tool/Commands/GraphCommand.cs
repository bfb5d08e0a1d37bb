using System.CommandLine;
using LlmPolicy.Tool.Graph;
using LlmPolicy.Tool.Input;

namespace LlmPolicy.Tool.Commands;

/// <summary><c>llmpolicy graph</c>: manifests as a picture.</summary>
internal static class GraphCommand
{
    public static Command Create()
    {
        ManifestArguments files = new();
        OutputOption output = new("mermaid", "svg");
        ConfigOption config = new();
        ToolCommand command = new(
            "graph",
            "Draws manifests: hosts, routes, who may, which upstream, with which key. Secrets by name alone.",
            "llmpolicy graph policies/ > policy.mmd",
            "llmpolicy graph policies/ --output svg > policy.svg")
        {
            files, output, config,
        };
        command.SetAction(parsed =>
        {
            PolicyCompilerOptions options = config.Read(parsed);
            PolicyGraph graph = PolicyGraph.Of(LoadedPolicy.Of(files.Read(parsed), options));
            Terminal.Of(parsed).Output.WriteLine(parsed.GetValue(output) == "svg" ? SvgGraph.Of(graph) : MermaidGraph.Of(graph));
            return ExitCode.Success;
        });
        return command;
    }
}
