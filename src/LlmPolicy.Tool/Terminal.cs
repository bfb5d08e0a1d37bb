using System.CommandLine;

namespace LlmPolicy.Tool;

/// <summary>What a command reads and writes beside files: its standard streams, the clock, and whether colour is wanted.</summary>
internal sealed class Terminal : InvocationConfiguration
{
    public Terminal() => EnableDefaultExceptionHandler = false;

    public TextReader Input { get; init; } = Console.In;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Colour is for people: not into files and pipes, and not where <c>NO_COLOR</c> is set (no-color.org).</summary>
    public bool HasColour { get; init; } = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>The terminal that a command was started in.</summary>
    public static Terminal Of(ParseResult parsed) => parsed.InvocationConfiguration as Terminal ?? new Terminal
    {
        Output = parsed.InvocationConfiguration.Output,
        Error = parsed.InvocationConfiguration.Error,
        HasColour = false,
    };
}
