using System.CommandLine;
using LlmPolicy.Tool.Input;
using LlmPolicy.Tool.Output;
using LlmPolicy.Tool.Tokens;

namespace LlmPolicy.Tool.Commands.Token;

/// <summary><c>llmpolicy token verify</c>: holds a token against a key, or against the providers of manifests.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        TokenArgument token = new();
        Option<string?> key = new("--key") { Description = "A public key: PEM, JWK or JWKS. With --manifests: the keys of those providers that fetch theirs.", HelpName = "FILE" };
        Option<string[]> manifests = new("--manifests") { Description = "Manifests or folders of them, whose JWT providers are asked.", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        ConfigOption config = new();
        NowOption now = new();
        OutputOption output = new("text", "json");
        ToolCommand command = new(
            "verify",
            "Verifies a token by the rules that requests are held to, and says the reason. Exit code 0 if it is good.",
            "llmpolicy token verify @token.txt --manifests policies/",
            "llmpolicy token sign --key keys/private.pem | llmpolicy token verify - --key keys/public.pem")
        {
            token, key, manifests, config, now, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(key) is null && result.GetValue(manifests) is not { Length: > 0 })
            {
                result.AddError("--key or --manifests is missing: what should the token be held against?");
            }
        });
        command.SetAction(parsed =>
        {
            Terminal terminal = Terminal.Of(parsed);
            string? keys = parsed.GetValue(key) is { } file ? InputFile.ReadText(file) : null;
            string[] paths = parsed.GetValue(manifests) ?? [];
            PolicyCompilerOptions options = config.Read(parsed);
            IReadOnlyList<TokenProvider> providers = paths.Length == 0
                ? [TokenProvider.OfKey(keys!)]
                : TokenProviders.Read([.. ManifestPaths.Expand(paths).Select(path => new ManifestFile(path, InputFile.ReadText(path)))], keys, options);
            string text = token.Read(parsed);
            TokenVerdict[] verdicts = [.. providers.Select(p => p.Verify(text, now.Read(parsed), options))];
            if (parsed.GetValue(output) == "json")
            {
                terminal.Output.WriteLine(ToolJson.Of(verdicts));
            }
            else
            {
                VerdictText.Write(terminal, verdicts);
            }

            return verdicts.Any(v => v.Verified) ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }
}
