using System.CommandLine;

namespace LlmPolicy.Tool.Commands;

/// <summary>A command whose help ends in examples.</summary>
internal sealed class ToolCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Command lines that work as they stand.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
