using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>Where the gateway's server and client refuse before or after the policy, in words of their own.</summary>
internal static class ServerRules
{
    /// <summary>What Kestrel answers by itself.</summary>
    private const string NoBody = "";

    /// <summary>What the gateway answers where the policy forwards and the client can't send.</summary>
    private const string CantBeSent = "Bad Request";

    public static DifferenceRule RequestLine { get; } = new(
        "server.request-line",
        "Kestrel answers a request line by itself that it can't read: no path and no http:// address, an encoded NUL, a byte above ASCII.",
        difference => (difference.Answers(400, NoBody) || difference.Answers(405, NoBody)) && !KestrelReads.RequestLine(difference.Request));

    public static DifferenceRule HeaderLine { get; } = new(
        "server.header-line",
        "Kestrel answers a header line by itself whose name has white space or bytes above ASCII in it.",
        difference => difference.Answers(400, NoBody) && !KestrelReads.HeaderNames(difference.Request));

    public static DifferenceRule HostSyntax { get; } = new(
        "host.syntax",
        "A Host that is no host name is refused by Kestrel, or not sent on: .NET would put a second Host beside it.",
        difference => (difference.Answers(400, NoBody) && !KestrelReads.Host(difference.Request))
            || (difference.RefusesForwarded(400, CantBeSent) && !IsHost(difference.Expected, difference.Request)));

    public static DifferenceRule Rewritten { get; } = new(
        "target.no-path",
        "A target that a rewrite leaves without its slash would run into the upstream's name.",
        difference => difference.RefusesForwarded(400, CantBeSent) && IsNoPath(difference));

    public static IReadOnlyList<DifferenceRule> All { get; } = [RequestLine, HeaderLine, HostSyntax, Rewritten];

    /// <summary>The Host that goes upstream; of a HEAD that can't be seen.</summary>
    private static bool IsHost(Expectation expected, CaseRequest request) =>
        Uri.TryCreate($"http://{Host(expected.Upstream?.Headers ?? request.Headers)}/", UriKind.Absolute, out Uri? address) && address.UserInfo.Length == 0;

    private static string Host(IReadOnlyList<IReadOnlyList<string>> headers) =>
        headers.FirstOrDefault(header => header[0].Equals("host", StringComparison.OrdinalIgnoreCase))?[1] ?? "";

    private static bool IsNoPath(Difference difference) =>
        difference.Expected.Upstream is { } upstream
            ? !upstream.Target.StartsWith('/')
            : difference.Group.Manifests.Contains("Rewrite", StringComparison.Ordinal);
}
