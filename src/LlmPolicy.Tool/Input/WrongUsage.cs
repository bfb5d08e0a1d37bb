using System.CommandLine;
using LlmPolicy.Manifests;

namespace LlmPolicy.Tool.Input;

/// <summary>What is wrong with a command line, in one line, and where there is help.</summary>
internal static class WrongUsage
{
    public static string Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        return $"{What(parsed, command)} {Path(command)} --help says more.";
    }

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "llmpolicy";

    private static string What(ParseResult parsed, Command command)
    {
        string[] commands = [.. command.Subcommands.Select(c => c.Name)];
        return (parsed.UnmatchedTokens, commands) switch
        {
            ([], [_, ..]) => $"{command.Name}: a command is missing: {string.Join(", ", commands)}.",
            ([var first, ..], [_, ..]) => $"There is no command '{first}'.{(NearestName.Of(first, commands) is { } meant ? $" Did you mean '{meant}'?" : $" There are: {string.Join(", ", commands)}.")}",
            ([var first, ..], []) => $"{command.Name}: '{first}' is an argument too many.",
            _ => parsed.Errors[0].Message,
        };
    }
}
