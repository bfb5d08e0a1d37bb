using System.CommandLine;
using LlmPolicy.Tool.Input;

namespace LlmPolicy.Tool.Explaining;

/// <summary>The options that say who calls: <c>--token</c>, or <c>--claims</c> for a token that the provider would have signed; and the keys of providers that fetch theirs.</summary>
internal sealed class CallerOptions
{
    private readonly Option<string?> _token = new("--token") { Description = "The caller's token, put where the provider looks for it; @FILE reads it from a file, - from standard input.", HelpName = "TOKEN" };

    private readonly Option<string?> _claims = new("--claims") { Description = "The claims of a caller, as if the provider had signed them; @FILE reads them from a file. iss and aud are the provider's where they are not there.", HelpName = "JSON" };

    private readonly Option<string?> _provider = new("--provider") { Description = "Whose token it is, where several providers can be meant.", HelpName = "NAME" };

    private readonly Option<string[]> _keys = new("--keys") { Description = "What a key server (jwks.remote) answers; nothing is fetched.", HelpName = "URL=FILE" };

    public void AddTo(Command command)
    {
        command.Add(_token);
        command.Add(_claims);
        command.Add(_provider);
        command.Add(_keys);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_token) is not null && result.GetValue(_claims) is not null)
            {
                result.AddError("Of --token and --claims, give one.");
            }

            if (result.GetValue(_provider) is not null && result.GetValue(_token) is null && result.GetValue(_claims) is null)
            {
                result.AddError("--provider names whose token to send, but there is no token: add --token or --claims.");
            }
        });
    }

    /// <exception cref="UsageException">A file is not there.</exception>
    public Caller Read(ParseResult parsed)
    {
        Terminal terminal = Terminal.Of(parsed);
        string? token = parsed.GetValue(_token) is { } text ? TextValue.Read(text, terminal).Trim() : null;
        string? claims = parsed.GetValue(_claims) is { } json ? TextValue.Read(json, terminal) : null;
        return new Caller(token, claims, parsed.GetValue(_provider), (parsed.GetValue(_keys) ?? []).Select(ReadKeys).ToDictionary());
    }

    private static KeyValuePair<string, KeyAnswer> ReadKeys(string text)
    {
        // A URL may hold a = of its own.
        int split = text.LastIndexOf('=');
        return split > 0
            ? new(text[..split], new KeyAnswer(text[(split + 1)..], InputFile.ReadBytes(text[(split + 1)..])))
            : throw new UsageException("--keys: URL=FILE is expected.");
    }
}
