using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>What a route of a table takes from the route that delegated to it, and what it must not contradict.</summary>
internal static class RouteInheritance
{
    /// <summary>Why a route can't delegate; null if it can.</summary>
    public static string? DelegationProblem(Route route) => route.Matchers switch
    {
        [] or [{ HasPath: false }] or [{ Prefix.Value.Length: > 0 }] => null,
        [_] => "has to have a prefix matcher",
        _ => "can have at most one matcher",
    };

    public static Route Inherit(Route child, Route parent)
    {
        var from = MatcherOf(parent);
        bool paths = child.InheritablePathMatchers ?? parent.InheritablePathMatchers ?? false;
        bool others = child.InheritableMatchers ?? parent.InheritableMatchers ?? false;
        IEnumerable<Matcher> matchers = child.Matchers.Count > 0 ? child.Matchers
            : paths ? [Matcher.Root with { Prefix = from.Prefix, CaseSensitive = from.CaseSensitive, Position = child.Position }]
            : [Matcher.Root with { Position = child.Position }];
        if (paths)
        {
            matchers = matchers.Select(m => m with { Prefix = from.Prefix, Exact = null, Regex = null, Connect = false, CaseSensitive = from.CaseSensitive });
        }

        if (others)
        {
            matchers = matchers.Select(m => m with
            {
                Headers = [.. from.Headers, .. m.Headers],
                Methods = [.. from.Methods, .. m.Methods],
                QueryParameters = [.. from.QueryParameters, .. m.QueryParameters],
            });
        }

        return child with
        {
            Matchers = [.. matchers],
            Options = (child.Options with { StagedTransformations = child.Options.StagedTransformations?.Inheriting(parent.Options.StagedTransformations) }).Over(parent.Options),
            InheritableMatchers = others,
            InheritablePathMatchers = paths,
        };
    }

    /// <summary>Why a table's route does not fit under its parent; null if it does.</summary>
    public static string? Problem(Route child, Route parent)
    {
        var from = MatcherOf(parent);
        return child.Matchers.Select(m => Problem(m, from)).FirstOrDefault(p => p is not null);
    }

    /// <summary>Of several conditions on one name Gloo looks at the last.</summary>
    private static string? Problem(Matcher child, Matcher parent)
    {
        return !child.PathText.StartsWith(parent.Prefix!.Value, StringComparison.Ordinal) ? $"its path has to begin with '{parent.Prefix}', its parent's"
            : child.CaseSensitive != parent.CaseSensitive ? "its caseSensitive has to be its parent's"
            : !parent.Headers.All(p => child.Headers.LastOrDefault(c => c.Name.Value == p.Name.Value) is { } c && Same(c, p)) ? "it has to have all of its parent's headers"
            : !parent.QueryParameters.All(p => child.QueryParameters.LastOrDefault(c => c.Name.Value == p.Name.Value) is { } c && Same(c, p)) ? "it has to have all of its parent's query parameters"
            : !parent.Methods.All(p => child.Methods.Any(c => c.Value == p.Value)) ? "it has to have all of its parent's methods"
            : null;
    }

    /// <summary>A delegating matcher without a path counts for nothing: Gloo puts the root in its place, and what else it asks is forgotten.</summary>
    private static Matcher MatcherOf(Route parent) => parent.Matchers is [{ HasPath: true } matcher] ? matcher : Matcher.Root;

    private static bool Same(HeaderMatcher a, HeaderMatcher b) =>
        (a.Value?.Value ?? "", a.Regex, a.InvertMatch) == (b.Value?.Value ?? "", b.Regex, b.InvertMatch);

    private static bool Same(QueryParameterMatcher a, QueryParameterMatcher b) =>
        (a.Value?.Value ?? "", a.Regex) == (b.Value?.Value ?? "", b.Regex);
}
