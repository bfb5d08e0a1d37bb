using System.CommandLine;
using LlmPolicy.Json;
using LlmPolicy.Testing.Cases;

namespace LlmPolicy.Tool.Explaining;

/// <summary>The options that make a request: <c>--method</c>, <c>--url</c>, <c>--header</c>.</summary>
internal sealed class RequestOptions
{
    private readonly Option<string> _method = new("--method", "-X") { Description = "The request's method.", DefaultValueFactory = _ => "GET" };

    private readonly Option<string[]> _headers = new("--header", "-H") { Description = "A header, as often as wanted.", HelpName = "NAME: VALUE" };

    public Option<string?> Url { get; } = new("--url") { Description = "The request's address, as http://HOST/PATH; sent byte for byte, not normalised.", HelpName = "URL" };

    public void AddTo(Command command)
    {
        command.Add(_method);
        command.Add(Url);
        command.Add(_headers);
    }

    /// <exception cref="UsageException">The address or a header is none.</exception>
    public PolicyRequest Read(ParseResult parsed)
    {
        RequestUrl url = RequestUrl.Parse(parsed.GetRequiredValue(Url)!) ?? throw new UsageException("--url: an address as http://HOST/PATH, or /PATH, is expected.");
        return new CaseRequest(parsed.GetRequiredValue(_method), url, [.. (parsed.GetValue(_headers) ?? []).Select(ReadHeader)]).ToRequest(draw: 0);
    }

    private static HeaderField ReadHeader(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new HeaderField(ClaimText.ToBytes(text[..colon]), ClaimText.ToBytes(text[(colon + 1)..].Trim(' ', '\t')))
            : throw new UsageException("--header: a header as 'name: value' is expected.");
    }
}
