using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>Where the gateway's server and client refuse before or after the policy, in words of their own.</summary>
internal static class ServerRules
{
    public static DifferenceRule RequestLine { get; } = new(
        "server.request-line",
        "Kestrel answers a request line by itself that it can't read: no path and no http:// address, an encoded NUL, a byte above ASCII.",
        difference => difference.Ours is { Status: 400 or 405, Body: "" } && !IsReadable(difference.Request.Target));

    public static DifferenceRule HostSyntax { get; } = new(
        "host.syntax",
        "A Host that is no host name (RFC 3986, 3.2.2) is not sent on: .NET would put a second Host beside it.",
        difference => difference.RefusesForwarded(400) && !IsHost(Host(difference.Request)));

    public static DifferenceRule Rewritten { get; } = new(
        "target.no-path",
        "A target that a rewrite leaves without its slash would run into the upstream's name.",
        difference => difference.RefusesForwarded(400) && difference.Expected.Upstream?.Target.StartsWith('/') is false);

    public static IReadOnlyList<DifferenceRule> All { get; } = [RequestLine, HostSyntax, Rewritten];

    private static bool IsReadable(string target)
    {
        bool isPath = target.StartsWith('/');
        bool isAddress = target.StartsWith("http://", StringComparison.Ordinal) || target.StartsWith("https://", StringComparison.Ordinal);
        return (isPath || isAddress)
            && !target.Split('?')[0].Contains("%00", StringComparison.Ordinal)
            && target.All(c => c is > ' ' and < '\u007f');
    }

    private static string Host(CaseRequest request) =>
        request.Headers.FirstOrDefault(header => header[0].Equals("host", StringComparison.OrdinalIgnoreCase))?[1] ?? "";

    private static bool IsHost(string host) =>
        Uri.TryCreate($"http://{host}/", UriKind.Absolute, out Uri? address) && address.UserInfo.Length == 0;
}
