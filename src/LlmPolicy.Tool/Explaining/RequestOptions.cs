using System.CommandLine;
using System.Text;
using LlmPolicy.Asking;
using LlmPolicy.Json;
using LlmPolicy.Tool.Input;

namespace LlmPolicy.Tool.Explaining;

/// <summary>The options that make a request: <c>--method</c>, <c>--url</c>, <c>--header</c>, <c>--body</c>.</summary>
internal sealed class RequestOptions
{
    private readonly Option<string?> _method = new("--method", "-X") { Description = "The request's method. Default: GET, or POST with a body.", HelpName = "METHOD" };

    private readonly Option<string[]> _headers = new("--header", "-H") { Description = "A header, as often as wanted.", HelpName = "NAME: VALUE" };

    private readonly Option<string?> _body = new("--body") { Description = "The request's body, for rules that read it; @FILE reads it from a file byte for byte, - from standard input.", HelpName = "TEXT" };

    public Option<string?> Url { get; } = new("--url") { Description = "The request's address, as http://HOST/PATH; sent byte for byte, not normalised.", HelpName = "URL" };

    public void AddTo(Command command)
    {
        command.Add(_method);
        command.Add(Url);
        command.Add(_headers);
        command.Add(_body);
    }

    /// <exception cref="UsageException">The address or a header is none.</exception>
    public PolicyRequest Read(ParseResult parsed)
    {
        RequestUrl url = RequestUrl.Parse(parsed.GetRequiredValue(Url)!) ?? throw new UsageException("--url: an address as http://HOST/PATH, or /PATH, is expected.");
        return new WrittenRequest(parsed.GetValue(_method) ?? (parsed.GetValue(_body) is null ? "GET" : "POST"), url, [.. (parsed.GetValue(_headers) ?? []).Select(ReadHeader)]).ToRequest(draw: 0);
    }

    /// <summary>The body; null where none is given.</summary>
    /// <exception cref="UsageException">A file is not there.</exception>
    public BodyFact? ReadBody(ParseResult parsed) => parsed.GetValue(_body) switch
    {
        null => null,
        ['@', .. var file] => BodyFact.Whole(InputFile.ReadBytes(file)),
        var text => BodyFact.Whole(Encoding.UTF8.GetBytes(TextValue.Read(text, Terminal.Of(parsed)))),
    };

    private static HeaderField ReadHeader(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new HeaderField(ClaimText.ToBytes(text[..colon]), ClaimText.ToBytes(text[(colon + 1)..].Trim(' ', '\t')))
            : throw new UsageException("--header: a header as 'name: value' is expected.");
    }
}
