using System.CommandLine;
using LlmPolicy.Tool.Commands.Token;

namespace LlmPolicy.Tool.Commands;

/// <summary><c>llmpolicy token</c>: keys and tokens for tests, instead of openssl and a web page that is shown one's tokens.</summary>
internal static class TokenCommand
{
    public static Command Create() => new ToolCommand(
        "token",
        "Makes keys and tokens, and looks into tokens.",
        "llmpolicy token keys --out keys",
        "llmpolicy token sign --key keys/private.pem --issuer solo.io --claims '{\"team\": \"data\"}'",
        "llmpolicy token verify @token.txt --manifests policies/")
    {
        KeysCommand.Create(),
        SignCommand.Create(),
        DecodeCommand.Create(),
        VerifyCommand.Create(),
    };
}
