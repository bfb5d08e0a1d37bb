namespace LlmPolicy.Conformance.Comparing;

/// <summary>Headers by name, as they count: several lines are one, joined by commas (RFC 9110, 5.3), white space around commas is none.</summary>
internal sealed class HeaderTable
{
    /// <summary>A connection's and a server's own, which no policy decides.</summary>
    private static readonly HashSet<string> NotCompared =
    [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade",
        "http2-settings", "date", "server", "traceparent", "tracestate", "baggage", "request-id", "correlation-context",
        "x-request-id", "x-forwarded-proto", "x-llmpolicy-decision",
    ];

    /// <summary>The one of Envoy's own headers that ours has, too.</summary>
    private const string RateLimited = "x-envoy-ratelimited";

    private readonly SortedDictionary<string, List<string>> _elements = new(StringComparer.Ordinal);

    private HeaderTable(IEnumerable<(string Name, string Value)> lines)
    {
        foreach ((string written, string value) in lines)
        {
            string name = written.ToLowerInvariant();
            if (NotCompared.Contains(name) || (name.StartsWith("x-envoy-", StringComparison.Ordinal) && name != RateLimited))
            {
                continue;
            }

            if (!_elements.TryGetValue(name, out List<string>? elements))
            {
                _elements.Add(name, elements = []);
            }

            elements.AddRange(value.Split(',').Select(element => element.Trim(' ', '\t')));
        }
    }

    public IEnumerable<string> Names => _elements.Keys;

    public static HeaderTable Of(IEnumerable<HeaderField> lines) => new(lines.Select(line => (line.Name, line.Value)));

    public static HeaderTable Of(IEnumerable<IReadOnlyList<string>> recorded) => new(recorded.Select(line => (line[0], line[1])));

    public IReadOnlyList<string> Elements(string name) => _elements.TryGetValue(name, out List<string>? elements) ? elements : [];

    /// <summary>The first header that differs from the recorded, in words; null if none does.</summary>
    public string? DifferenceFrom(HeaderTable recorded)
    {
        foreach (string name in recorded.Names.Union(Names))
        {
            IReadOnlyList<string> expected = recorded.Elements(name);
            IReadOnlyList<string> got = Elements(name);
            if (IsMasked(name, expected) && got.Any(element => element.Length > 0))
            {
                continue;
            }

            if (expected.Count != got.Count || expected.Zip(got).Any(pair => !WireText.Matches(pair.First, pair.Second) && !ClaimObject.Same(pair.First, pair.Second)))
            {
                return $"{name}: expected {Show(expected)}, got {Show(got)}";
            }
        }

        return null;
    }

    /// <summary>The recordings put these in place of a value that is another each time: there is one, and which does not count.</summary>
    private static bool IsMasked(string name, IReadOnlyList<string> recorded) =>
        name.StartsWith("x-m-", StringComparison.Ordinal) && recorded is ["<number>" or "<text>" or "<address>"];

    private static string Show(IReadOnlyList<string> elements) => elements.Count == 0 ? "none" : OneLine.Quote(string.Join(',', elements));
}
