using System.Text;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary><c>cases[].request</c>.</summary>
internal sealed record CaseRequest(string Method, RequestUrl Url, IReadOnlyList<HeaderField> Headers)
{
    public static readonly CaseRequest None = new("GET", RequestUrl.None, []);

    public static CaseRequest Read(ObjectReader o) => new(
        o.String("method")?.Value ?? "GET",
        ReadUrl(o),
        HeaderNode.ReadFields(o, "headers"))
    {
        Body = ReadBody(o),
    };

    /// <summary>The body's bytes; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public PolicyRequest ToRequest(double draw) => new()
    {
        Method = Method,
        Scheme = Url.Scheme,
        Target = Url.Target,
        Authority = Headers.LastOrDefault(IsHost) is { Name: not null } host ? host.Value : Url.Authority,
        Headers = [.. Headers.Where(h => !IsHost(h))],
        Draw = draw,
    };

    private static bool IsHost(HeaderField header) => header.Name.Equals("host", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text as it is, or an object that is written as JSON.</summary>
    private static byte[] ReadBody(ObjectReader o) =>
        Encoding.UTF8.GetBytes(o.Node("body") is MapNode map ? NodeJson.Read(map, o).GetRawText() : o.String("body")?.Value ?? "");

    private static RequestUrl ReadUrl(ObjectReader o)
    {
        var text = o.Required("url");
        if (RequestUrl.Parse(text.Value) is { } url)
        {
            return url;
        }

        if (o.Has("url"))
        {
            o.Invalid(text.Position, "'url' is not a URL that a request can have.", "Write it as http://HOST/PATH, or /PATH for the host localhost.");
        }

        return RequestUrl.None;
    }
}
