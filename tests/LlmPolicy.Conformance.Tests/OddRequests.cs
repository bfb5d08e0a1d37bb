using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

/// <summary>Request lines, Hosts and headers as attackers and broken clients write them: each byte at each place.</summary>
internal static class OddRequests
{
    private static readonly string[] Chars =
        [.. Enumerable.Range(1, 127).Where(c => c is not ('\r' or '\n')).Select(c => ((char)c).ToString()), "é", "‥"];

    private static readonly string[] Encoded = [.. Enumerable.Range(0, 256).Select(b => $"%{b:x2}")];

    private static readonly string[] GetAndHead = ["GET", "HEAD"];

    private static readonly string[] DotForms =
    [
        "/a/{0}/b", "/a/{0}", "/{0}/a", "/a/x{0}y", "/a/{0}?q", "/a/b?{0}", "http://h.test/a/{0}/b", "/direct/{0}",
    ];

    private static readonly string[] Dots =
    [
        "..", ".", "...", "..x", "%2e%2e", "%2e", ".%2e", "%252e%252e", "%25%32%65.", "%25252e.", "..%2f", "..%5c", "%2f..%2f", "%5c..", "..%252f",
        "..;x", "..;", "..%3b", ".;x", "%2e%2e;x", "%252e;x", "..%00", "%c0%ae%c0%ae", "..%23", "..\\", "..%3f", "%ff..", "..%20",
    ];

    private static readonly string[] OddMethods =
    [
        "HEAD", "OPTIONS", "POST", "get", "CONNECT", "TRACE", "PRI", "QUERY", "X-Y", "G(T", "GéT", "PROPFIND",
    ];

    private static readonly string[] EveryTarget = ["/a", "/direct", "/none", "/rewritten", "*", "h.test:80", "http://h.test/a", "/a/..%2f"];

    private static readonly string[] EveryRoute = ["/a", "/direct", "/none", "/rewritten"];

    private static readonly string[] Both = ["/a", "/direct"];

    private static readonly string[] OddHosts =
    [
        "", ".", ".a", "a.", "-a", "a..b", "_a", "[::1]", "[::1]:80", "[::1", "::1", "[::1]x", "[::g]", "[1.2.3.4]", "[fe80::1%25eth0]", "a:", "a:0", "a:00080",
        "a:65536", "a:99999", "a:x", ":80", "a:80:80", "u@a", "u:p@a", "a%62", "1", "0x7f.1", "256.1.1.1", "A.B", "xn--a", "*", "*.a", new string('a', 64) + ".b",
    ];

    /// <summary>Kestrel passes over a second space before the version: docs/differences.md.</summary>
    public static IEnumerable<CaseRequest> All => [.. Targets.Where(target => !target.EndsWith(' ')).Select(target => Get(target)), .. Methods, .. Hosts, .. Headers];

    public static IEnumerable<CaseRequest> DotSegments =>
        from method in GetAndHead
        from form in DotForms
        from dots in Dots
        select new CaseRequest(method, form.Replace("{0}", dots, StringComparison.Ordinal), [["Host", "h.test"]]);

    private static IEnumerable<string> Targets =>
    [
        .. Chars.SelectMany(c => new[] { $"/a{c}b", $"/a?x={c}b", $"{c}a", c, $"/direct{c}", $"http://h.test/a{c}b", $"http://h{c}t/a", $"http://h.test{c}" }),
        .. Encoded.SelectMany(c => new[] { $"/a{c}b", $"/a?{c}", $"/direct{c}", $"/none{c}", $"http://h.test/a{c}", $"http://h{c}t/a", $"/a/%25{c[1..]}" }),
        "", "http://", "http:///a", "http:/h.test/a", "http:h.test/a", "https://h.test/a", "HTTP://h.test/a", "ws://h.test/a", "x://y/a", "h.test:443",
        "http://u@h.test/a", "http://u:p@h.test/a", "http://h.test:80/a", "http://h.test:/a", "http://h.test:99999/a", "http://[::1]/a", "http://[::1/a",
        "http://.h.test/a", "http://h..t/a", "http://h_t/a", "http://H.test/a", "http://1.2.3/a", "http://h.test?x", "http://h.test/../a", "//a", "/a%", "/a%2",
        "/a%zz", "/a%c0%ae", "/a%e2%82", "/a%ed%a0%80",
    ];

    private static IEnumerable<CaseRequest> Methods =>
        from method in OddMethods
        from target in EveryTarget
        select new CaseRequest(method, target, [["Host", "h.test"]]);

    private static IEnumerable<CaseRequest> Hosts =>
    [
        .. from target in EveryRoute
           from host in Chars.Select(c => $"h{c}t").Concat(OddHosts)
           select Get(target, ["Host", host]),
        Get("/a"), Get("/direct", ["Host", "a"], ["Host", "a"]), Get("/a", ["Host", "a"], ["Host", "b"]),
    ];

    /// <summary>A colon ends a name.</summary>
    private static IEnumerable<CaseRequest> Headers =>
        from target in Both
        from c in Chars
        from header in new[] { ["X-V", $"v{c}v"], new[] { $"X{(c == ":" ? "" : c)}V", "v" } }
        select Get(target, ["Host", "h.test"], header);

    private static CaseRequest Get(string target) => Get(target, ["Host", "h.test"]);

    private static CaseRequest Get(string target, params IReadOnlyList<string>[] headers) => new("GET", target, headers);
}
