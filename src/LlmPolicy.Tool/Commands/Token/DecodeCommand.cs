using System.CommandLine;
using LlmPolicy.Tool.Input;
using LlmPolicy.Tool.Output;
using LlmPolicy.Tool.Tokens;

namespace LlmPolicy.Tool.Commands.Token;

/// <summary><c>llmpolicy token decode</c>: what a token says, whoever signed it.</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        TokenArgument token = new();
        NowOption now = new();
        ToolCommand command = new(
            "decode",
            "Prints a token's header and claims as JSON. Nothing is verified.",
            "llmpolicy token decode @token.txt",
            "llmpolicy token sign --key keys/private.pem | llmpolicy token decode -")
        {
            token, now,
        };
        command.SetAction(parsed =>
        {
            Terminal terminal = Terminal.Of(parsed);
            if (TokenParts.Decode(token.Read(parsed)) is not { } parts)
            {
                terminal.Error.WriteLine("This is not a JWT: three parts in base64url are expected, of which the first two are JSON objects. A file is named by @FILE.");
                return ExitCode.Failure;
            }

            terminal.Output.WriteLine(ToolJson.Of(new { parts.Header, parts.Claims, Times = TokenTimes.InWords(parts.Claims, now.Read(parsed)) }));
            terminal.Error.WriteLine("Not verified: anyone can write such a token. llmpolicy token verify holds it against keys.");
            return ExitCode.Success;
        });
        return command;
    }
}
