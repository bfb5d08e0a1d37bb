using System.CommandLine;
using LlmPolicy.Tool.Input;
using LlmPolicy.Tool.Tokens;

namespace LlmPolicy.Tool.Commands.Token;

/// <summary><c>llmpolicy token keys</c>: a new key pair.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        ChoiceOption algorithm = new("--algorithm", "-a", KeyPair.Algorithms) { Description = "What the keys are for.", DefaultValueFactory = _ => "RS256" };
        Option<string> folder = new("--out") { Description = "Where the files go.", HelpName = "FOLDER", DefaultValueFactory = _ => "." };
        ToolCommand command = new(
            "keys",
            "Makes a key pair: private.pem, public.pem and jwks.json. Overwrites nothing.",
            "llmpolicy token keys --out keys",
            "llmpolicy token keys --algorithm ES256 --out keys")
        {
            algorithm, folder,
        };
        command.SetAction(parsed =>
        {
            KeyPair pair = KeyPair.Make(parsed.GetRequiredValue(algorithm)!);
            foreach (string file in KeyFiles.Write(pair, parsed.GetRequiredValue(folder)))
            {
                Terminal.Of(parsed).Output.WriteLine(file);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
