using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>A request to go on in another protocol: with HTTP/1.1's <c>Upgrade</c>, or HTTP/2's extended CONNECT.</summary>
internal static class RawUpgrade
{
    /// <summary>The protocol that is asked for; null for none.</summary>
    public static string? Protocol(CaseRequest request) =>
        request.Http2 is { } block ? block.Header(":protocol")
        : Values(request, "connection").SelectMany(value => value.Split(',')).Any(word => word.Trim().Equals("upgrade", StringComparison.OrdinalIgnoreCase))
            ? Values(request, "upgrade").FirstOrDefault()
        : null;

    /// <summary>Whether a body comes with it.</summary>
    public static bool HasBody(CaseRequest request) =>
        Protocol(request) is not null && (Values(request, "transfer-encoding").Any() || Values(request, "content-length").Any(length => length.Trim('0').Length > 0));

    private static IEnumerable<string> Values(CaseRequest request, string name) =>
        request.Headers.Where(header => header[0].Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header[1].Trim());
}
