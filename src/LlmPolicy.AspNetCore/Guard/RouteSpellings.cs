namespace LlmPolicy.Guard;

/// <summary>
/// Envoy compares paths with regard to case; ASP.NET Core and some file systems do not. So a path that is a route's but for case is
/// also read in the route's own spelling.
/// </summary>
internal sealed class RouteSpellings
{
    private readonly string[] _prefixes;
    private readonly string[] _exacts;
    private readonly HashSet<RouteInfo> _regexes;

    public RouteSpellings(IReadOnlyList<PolicySummary> routes)
    {
        _prefixes = Paths(routes, PathMatchKind.Prefix);
        _exacts = Paths(routes, PathMatchKind.Exact);
        _regexes = [.. routes.Where(r => r.Paths.Any(p => p.Kind == PathMatchKind.Regex)).Select(r => r.Route)];
    }

    /// <summary>The path as the manifests spell it, where that differs in case alone.</summary>
    public IEnumerable<string> Of(string path)
    {
        foreach (string prefix in _prefixes)
        {
            if (path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && !path.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return prefix + path[prefix.Length..];
            }
        }

        foreach (string exact in _exacts)
        {
            if (path.Equals(exact, StringComparison.OrdinalIgnoreCase) && !path.Equals(exact, StringComparison.Ordinal))
            {
                yield return exact;
            }
        }
    }

    public bool HasRegexes => _regexes.Count > 0;

    public bool MatchesByRegex(RouteInfo route) => _regexes.Contains(route);

    private static string[] Paths(IReadOnlyList<PolicySummary> routes, PathMatchKind kind) =>
        [.. routes.SelectMany(r => r.Paths).Where(p => p.Kind == kind).Select(p => p.Text).Distinct(StringComparer.Ordinal)];
}
