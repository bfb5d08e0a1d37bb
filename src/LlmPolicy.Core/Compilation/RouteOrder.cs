using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>Gloo's order of routes from several tables: more methods, then exact, regex, prefix, then the greater path.</summary>
internal sealed class RouteOrder : IComparer<ResolvedRoute>
{
    public static readonly RouteOrder Instance = new();

    public int Compare(ResolvedRoute? x, ResolvedRoute? y) => Key(x!).CompareTo(Key(y!));

    private static MatcherKey Key(ResolvedRoute route) =>
        route.Route.Matchers.Count == 0 ? new MatcherKey(0, 3, "/") : route.Route.Matchers.Select(Key).Min();

    private static MatcherKey Key(Matcher matcher) => new(
        -matcher.Methods.Count,
        matcher.Exact is not null ? 1 : matcher.Regex is not null ? 2 : matcher.Prefix is not null ? 3 : 0,
        matcher.PathText);

    private readonly record struct MatcherKey(int Methods, int Kind, string Path) : IComparable<MatcherKey>
    {
        public int CompareTo(MatcherKey other)
        {
            int byShape = (Methods, Kind).CompareTo((other.Methods, other.Kind));
            return byShape != 0 ? byShape : string.CompareOrdinal(other.Path, Path);
        }
    }
}
