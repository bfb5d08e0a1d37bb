using System.CommandLine;
using LlmPolicy.Tool.Input;
using LlmPolicy.Tool.Tokens;

namespace LlmPolicy.Tool.Commands.Token;

/// <summary><c>llmpolicy token sign</c>: a token of claims.</summary>
internal static class SignCommand
{
    public static Command Create()
    {
        Option<string> key = new("--key") { Description = "The private key: PEM, or a JWK.", HelpName = "FILE", Required = true };
        Option<string> claims = new("--claims") { Description = "The claims, a JSON object; @FILE reads it from a file, - from standard input.", HelpName = "JSON", DefaultValueFactory = _ => "{}" };
        Option<string?> issuer = new("--issuer") { Description = "The claim iss." };
        Option<string[]> audience = new("--audience") { Description = "The claim aud; several make a list." };
        Option<string?> subject = new("--subject") { Description = "The claim sub." };
        ExpiresOption expires = new();
        Option<string?> kid = new("--kid") { Description = "The key's id in the token's header. Default: a JWK's own." };
        Option<string?> algorithm = new("--algorithm", "-a") { Description = "How it is signed. Default: a JWK's own, or the usual one of the key." };
        NowOption now = new();
        ToolCommand command = new(
            "sign",
            "Signs a token and prints it. iat is now, and exp an hour later, unless the claims have them.",
            "llmpolicy token sign --key keys/private.pem --issuer solo.io --claims '{\"llms\": {\"huggingface\": [\"hugging-face-latest\"]}}'",
            "llmpolicy token sign --key keys/private.pem --claims @claims.json --expires 15m")
        {
            key, claims, issuer, audience, subject, expires, kid, algorithm, now,
        };
        command.SetAction(parsed =>
        {
            Terminal terminal = Terminal.Of(parsed);
            ClaimSet set = ClaimSet.Parse(TextValue.Read(parsed.GetRequiredValue(claims), terminal));
            set.Set("iss", parsed.GetValue(issuer));
            set.Set("sub", parsed.GetValue(subject));
            set.Set("aud", parsed.GetValue(audience) ?? []);
            set.SetTimes(now.Read(parsed), expires.Read(parsed));
            SigningKey signing = SigningKey.Read(parsed.GetRequiredValue(key));
            terminal.Output.WriteLine(signing.Sign(set, parsed.GetValue(algorithm), parsed.GetValue(kid)));
            return ExitCode.Success;
        });
        return command;
    }
}
