using LlmPolicy.Routing;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Requests around one matcher.</summary>
internal static class MatcherProbes
{
    private const string Other = "other";

    private static readonly string[] UsualMethods = ["POST", "GET", "DELETE"];

    public static PolicyRequest Get(string path) => new() { Method = "GET", Target = path, Authority = "" };

    /// <param name="matcher">The matcher.</param>
    /// <param name="methods">Methods that the route's permissions name.</param>
    /// <param name="paths">Paths that they name.</param>
    /// <param name="touched">Headers that the policy sets or removes, as a client sends them.</param>
    /// <param name="draws">Draws for each weighted destination.</param>
    public static IEnumerable<PolicyRequest> Of(
        RouteMatcher matcher, IReadOnlyList<string> methods, IReadOnlyList<string> paths, IReadOnlyList<HeaderField> touched, IReadOnlyList<double> draws)
    {
        string[] around = [.. Paths(matcher.Path.Summary)];
        if (around.Length == 0)
        {
            yield break;
        }

        var fits = new PolicyRequest
        {
            Method = matcher.Methods.Count > 0 ? matcher.Methods[0] : UsualMethods[0],
            Target = around[0] + Query(matcher.QueryParameters),
            Authority = "",
            Headers = [.. matcher.Headers.SelectMany(Holds)],
        };
        yield return fits;
        foreach (string path in around.Skip(1).Concat(paths.SelectMany(Below)))
        {
            yield return fits with { Target = path + Query(matcher.QueryParameters) };
        }

        foreach (string method in matcher.Methods.Concat(methods).Concat(UsualMethods).Distinct())
        {
            yield return fits with { Method = method };
        }

        foreach (var header in matcher.Headers)
        {
            yield return fits with { Headers = [.. matcher.Headers.SelectMany(h => h == header ? Fails(h) : Holds(h))] };
            yield return fits with { Headers = [.. matcher.Headers.Where(h => h != header).SelectMany(Holds)] };
        }

        foreach (var parameter in matcher.QueryParameters)
        {
            yield return fits with { Target = around[0] + Query([.. matcher.QueryParameters.Where(q => q != parameter)]) };
        }

        foreach (double draw in draws)
        {
            yield return fits with { Draw = draw };
        }

        yield return fits with { Headers = [.. fits.Headers, .. touched.Where(t => !fits.Headers.Any(h => h.Name.Equals(t.Name, StringComparison.OrdinalIgnoreCase)))] };
    }

    /// <summary>The path that fits first; then what begins like it, what lies below, what ends before. None for an expression without an example.</summary>
    private static IEnumerable<string> Paths(PathSummary path) => path.Kind switch
    {
        PathMatchKind.Prefix => [path.Text, .. Below(path.Text), path.Text[..^1] is { Length: > 0 } shorter ? shorter : "/"],
        PathMatchKind.Exact => [path.Text, .. Below(path.Text), path.Text.ToUpperInvariant()],
        _ => RegexExample.All(path.Text).Where(example => example.StartsWith('/')).ToList() is [var first, ..] all ? [.. all, .. Below(first)] : [],
    };

    private static IEnumerable<string> Below(string path) => path.EndsWith('/') ? [path, $"{path}x"] : [path, $"{path}/x", $"{path}-x"];

    private static IEnumerable<HeaderField> Holds(HeaderCondition header) => Line(header, header.IsInverted ? Against(header) : Example(header.Value));

    private static IEnumerable<HeaderField> Fails(HeaderCondition header) => Line(header, header.IsInverted ? Example(header.Value) : Against(header));

    /// <summary>A value that is not the one asked for; null, for no header, where any is.</summary>
    private static string? Against(HeaderCondition header) => header.Value is null ? null : Other;

    /// <summary>What the request line says (<c>:path</c>) is none of the headers'.</summary>
    private static IEnumerable<HeaderField> Line(HeaderCondition header, string? value) =>
        value is null || header.Name.StartsWith(':') ? [] : [new HeaderField(header.Name, value)];

    private static string Query(IReadOnlyList<QueryCondition> parameters) =>
        parameters.Count == 0 ? "" : $"?{string.Join('&', parameters.Select(p => $"{p.Name}={Example(p.Value)}"))}";

    private static string Example(IValueMatcher? value) => value switch
    {
        ExactValue exact => exact.Expected,
        RegexValue regex => RegexExample.Of(regex.Pattern) ?? Other,
        _ => "x",
    };
}
