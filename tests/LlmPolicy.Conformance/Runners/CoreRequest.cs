using System.Globalization;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>What an HTTP server makes of a recorded request.</summary>
internal static class CoreRequest
{
    public static PolicyRequest From(CaseRequest request)
    {
        List<HeaderField> headers = [.. request.Headers.Select(Line)];
        return new PolicyRequest
        {
            Method = WireText.FromText(request.Method),
            Target = WireText.FromText(request.Target),
            Authority = headers.FirstOrDefault(IsHost).Value ?? "",
            Headers = [.. headers.Where(header => !IsHost(header)), .. Length(request)],
            RemoteAddress = "127.0.0.1",
            LocalAddress = "127.0.0.1",
            Draw = 0.5,
        };
    }

    private static IEnumerable<HeaderField> Length(CaseRequest request) =>
        request is { Body: { Length: > 0 } body, Chunked: false } ? [new("content-length", body.Length.ToString(CultureInfo.InvariantCulture))] : [];

    private static HeaderField Line(IReadOnlyList<string> header) =>
        new(WireText.FromText(header[0]), WireText.FromText(header[1]).Trim(' ', '\t'));

    private static bool IsHost(HeaderField header) => header.Name.Equals("host", StringComparison.OrdinalIgnoreCase);
}
