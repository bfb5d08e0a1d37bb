using System.Text;
using LlmPolicy.Asking;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary><c>cases[].request</c>.</summary>
internal static class CaseRequest
{
    public static WrittenRequest Read(ObjectReader o) => new(
        o.String("method")?.Value ?? "GET",
        ReadUrl(o),
        HeaderNode.ReadFields(o, "headers"))
    {
        Body = ReadBody(o),
    };

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
