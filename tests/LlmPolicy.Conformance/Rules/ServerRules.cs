using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>Where the gateway's server and client refuse before or after the policy, in words of their own.</summary>
internal static class ServerRules
{
    /// <summary>What the gateway answers where the policy forwards and the client can't send.</summary>
    private const string CantBeSent = "Bad Request";

    public static DifferenceRule RequestLine { get; } = new(
        "server.request-line",
        "Kestrel answers a request line by itself that it can't read: no path and no http:// address, an encoded NUL, a byte above ASCII.",
        difference => (ServerWords.Says(400, difference) || difference.RefusesForwarded(400, CantBeSent)) && !KestrelReads.RequestLine(difference.Request));

    public static DifferenceRule HeaderLine { get; } = new(
        "server.header-line",
        "Kestrel answers a header line by itself whose name has white space or bytes above ASCII in it, and one that is folded.",
        difference => ServerWords.Says(400, difference) && (!KestrelReads.HeaderNames(difference.Request) || KestrelReads.IsFolded(difference.Request)));

    public static DifferenceRule HostSyntax { get; } = new(
        "host.syntax",
        "A Host that is no host name is refused by Kestrel, or not sent on: .NET would put a second Host beside it.",
        difference => ((ServerWords.Says(400, difference) || difference.Answers(400, "")) && !KestrelReads.Host(difference.Request))
            || (difference.Request.Http2 is not null && difference.Ours.Status == 0 && !KestrelReads.Host(difference.Request))
            || (difference.RefusesForwarded(400, CantBeSent) && !IsHost(difference.Expected, difference.Request)));

    public static DifferenceRule Rewritten { get; } = new(
        "target.no-path",
        "A target that a rewrite leaves without its slash would run into the upstream's name.",
        difference => difference.RefusesForwarded(400, CantBeSent) && IsNoPath(difference));

    public static DifferenceRule Chunks { get; } = new(
        "server.chunks",
        "A chunk is taken as RFC 9112 writes it, and 100 trailers: what Envoy takes beside that is refused, and a broken one before the head goes upstream.",
        difference => (ServerWords.Says(400, difference) || difference.Answers(400, CantBeSent) || difference.Ours.Status == 431) && RawChunks.AreOdd(difference.Request));

    public static DifferenceRule Length { get; } = new(
        "server.length",
        "A body's length of 2^63 - 1 or more is none that .NET counts to.",
        difference => difference.Answers(400, CantBeSent) && difference.Request.Headers.Any(header =>
            header[0].Equals("content-length", StringComparison.OrdinalIgnoreCase) && UInt128.TryParse(header[1], out UInt128 length) && length >= (UInt128)long.MaxValue));

    public static DifferenceRule Http2Stream { get; } = new(
        "server.http2",
        "Kestrel resets a stream whose scheme is not the connection's, or whose te is not written in small letters; a method that differs from a known one by case alone is refused.",
        difference => difference.Request.Http2 is { } block && difference.Ours.Upstream is null
            && (difference.Ours.Status == 0
                ? !string.Equals(block.Header(":scheme"), "http", StringComparison.OrdinalIgnoreCase) || block.Header("te") is { } te && te != "trailers"
                : difference.Ours.Status == 400 && block.Header(":method") is { } method && Known.Contains(method.ToUpperInvariant()) && !Known.Contains(method)));

    public static DifferenceRule Upgrade { get; } = new(
        "server.upgrade",
        "A request for another protocol that comes with a body is refused: Kestrel lets go of no connection with a body on it.",
        difference => difference.RefusesForwarded(400, CantBeSent) && RawUpgrade.HasBody(difference.Request));

    public static DifferenceRule Drain { get; } = new(
        "server.drain",
        "Behind the same refusal the rest of a body is read for up to 5 seconds, so that the client sees it; Envoy closes at once.",
        difference => difference.Expected is { Status: >= 400, End: not null and not "open" } && difference.Ours is { End: WireEnd.Open, More: [] }
            && difference.Answers(difference.Expected.Status, difference.Expected.Body ?? "") && RawChunks.BreaksOff(difference.Request));

    public static IReadOnlyList<DifferenceRule> All { get; } = [RequestLine, HeaderLine, HostSyntax, Rewritten, Chunks, Length, Http2Stream, Upgrade, Drain];

    private static readonly string[] Known = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"];

    /// <summary>The Host that goes upstream; of a HEAD that can't be seen.</summary>
    private static bool IsHost(Expectation expected, CaseRequest request) =>
        Host(expected.Upstream?.Headers ?? request.Headers) is var host && host.IndexOfAny(['/', '?', '#', '\\']) < 0
        && Uri.TryCreate($"http://{host}/", UriKind.Absolute, out Uri? address) && address.UserInfo.Length == 0;

    private static string Host(IReadOnlyList<IReadOnlyList<string>> headers) =>
        headers.FirstOrDefault(header => header[0].Equals("host", StringComparison.OrdinalIgnoreCase))?[1] ?? "";

    private static bool IsNoPath(Difference difference) =>
        difference.Expected.Upstream is { } upstream
            ? !upstream.Target.StartsWith('/')
            : difference.Group.Manifests.Contains("Rewrite", StringComparison.Ordinal);
}
