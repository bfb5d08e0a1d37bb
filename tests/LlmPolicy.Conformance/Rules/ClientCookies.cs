namespace LlmPolicy.Conformance.Rules;

/// <summary>What the gateway's client writes otherwise and means the same by.</summary>
internal static class ClientCookies
{
    private const string Cookie = "cookie";

    public static DifferenceRule Rule { get; } = new(
        "client.cookie",
        ".NET's client sends several lines of a cookie as one, with '; ' between them (RFC 6265, 5.4).",
        difference => difference.Ours.Status == difference.Expected.Status && difference.Ours.Upstream is { } sent && difference.Expected.Upstream is { } expected
            && Lines(expected.Headers) is { Length: > 1 } lines
            && sent.Headers.Where(header => header.Name.Equals(Cookie, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).SequenceEqual([string.Join("; ", lines)]))
    { OfMessages = true };

    private static string[] Lines(IEnumerable<IReadOnlyList<string>> headers) =>
        [.. headers.Where(header => header[0].Equals(Cookie, StringComparison.OrdinalIgnoreCase)).Select(header => header[1])];
}
