using System.CommandLine;
using System.CommandLine.Parsing;
using LlmPolicy.Manifests;

namespace LlmPolicy.Tool.Input;

/// <summary>
/// What looks like an option and is none would be taken for a file, or for the value of the option before it. A value that begins with two
/// dashes is written <c>--kid=--x</c>, a file that does comes after <c>--</c>.
/// </summary>
internal static class UnknownOption
{
    /// <exception cref="UsageException">There is one.</exception>
    public static void Refuse(ParseResult parsed, IReadOnlyList<string> args)
    {
        // A command that is not known has no options.
        if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var first, ..] && !LooksLikeOne(first))
        {
            return;
        }

        // Of "--kid=--x" the value is a token, but not a word of its own.
        HashSet<string> words = [.. args.TakeWhile(arg => arg != "--").Where(LooksLikeOne)];
        HashSet<string> values = [.. SingleValues(parsed.CommandResult)];
        if (parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Type == TokenType.Argument && words.Contains(token.Value) && !values.Contains(token.Value)) is { } unknown)
        {
            throw new UsageException(Words(unknown.Value, parsed.CommandResult.Command));
        }
    }

    private static bool LooksLikeOne(string word) => word.StartsWith('-') && word != "-";

    /// <summary>A key's id may begin with a dash. With two, it is more likely a misspelt option.</summary>
    private static IEnumerable<string> SingleValues(CommandResult command) => command.Children.OfType<OptionResult>()
        .Where(option => !option.Option.AllowMultipleArgumentsPerToken)
        .SelectMany(option => option.Tokens.Select(token => token.Value))
        .Where(value => !value.StartsWith("--", StringComparison.Ordinal));

    private static string Words(string unknown, Command command)
    {
        string name = unknown.Split('=', ':')[0];
        string nearest = NearestName.Of(name, Options(command)) is { } meant ? $" Did you mean '{meant}'?" : "";
        string file = command.Arguments.Count > 0 ? " Arguments that begin with a dash and are not options go after --." : "";
        return $"{(command is RootCommand ? "llmpolicy" : command.Name)}: there is no option '{name}'.{nearest}{file}";
    }

    private static IEnumerable<string> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options).Where(option => option.Recursive)).Select(option => option.Name);
}
