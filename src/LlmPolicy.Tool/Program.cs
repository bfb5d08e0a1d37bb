using System.CommandLine;
using LlmPolicy.Tool.Commands;

namespace LlmPolicy.Tool;

/// <summary>The command line: one command a file in <c>Commands</c>.</summary>
internal static class Program
{
    public static int Main(string[] args) => Create().Parse(args).Invoke();

    public static RootCommand Create() => new("Checks, explains, compares and tests Gloo VirtualService manifests, offline.")
    {
        CheckCommand.Create(),
    };
}
