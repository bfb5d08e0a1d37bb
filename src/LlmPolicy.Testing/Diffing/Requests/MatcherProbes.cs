using LlmPolicy.Rbac;
using LlmPolicy.Routing;
using LlmPolicy.Testing.Diffing.Texts;

namespace LlmPolicy.Testing.Diffing.Requests;

/// <summary>Requests around one matcher of a route.</summary>
internal sealed class MatcherProbes(RouteMatcher matcher, IReadOnlyList<RbacRule> rules, HostConditions host)
{
    private static readonly string[] UsualMethods = ["POST", "GET", "DELETE"];
    private static readonly HeaderField[] WebSocket = [new("connection", "Upgrade"), new("upgrade", "websocket")];

    private readonly string[] _paths = [.. Paths(matcher.Path.Summary, host).Where(HostConditions.IsPath).Distinct()];

    public static PolicyRequest Get(string path) => new() { Method = "GET", Target = path, Authority = "" };

    /// <summary>A request that fits, with and without what the policy touches, and for each permission one that it allows: what callers are tried on. None for an expression without an example.</summary>
    public IEnumerable<PolicyRequest> Fitting() => _paths.Length == 0 ? [] :
    [
        Fits(_paths[0]),
        WithTouched(Fits(_paths[0])),
        .. rules.SelectMany(rule => Allowed(rule.Permission)),
    ];

    /// <summary>Requests that fit but for one thing.</summary>
    public IEnumerable<PolicyRequest> Around()
    {
        if (_paths.Length == 0)
        {
            yield break;
        }

        var fits = Fits(_paths[0]);
        foreach (string path in _paths.Skip(1))
        {
            yield return Fits(path);
        }

        foreach (var allowed in rules.SelectMany(rule => Allowed(rule.Permission)))
        {
            foreach (string path in Below(allowed.Target.Split('?')[0]))
            {
                yield return allowed with { Target = path + Query(matcher.QueryParameters) };
            }
        }

        foreach (string method in host.Methods.Concat(UsualMethods).Distinct())
        {
            yield return fits with { Method = method };
        }

        foreach (var request in matcher.Headers.SelectMany(header => Around(header, fits)).Concat(matcher.QueryParameters.SelectMany(parameter => Around(parameter, fits))))
        {
            yield return request;
        }

        foreach (double draw in host.Draws)
        {
            yield return fits with { Draw = draw };
        }

        yield return fits with { Method = "GET", Headers = [.. fits.Headers, .. WebSocket] };
        yield return fits with { Target = $"{fits.Target}{(fits.Target.Contains('?') ? '&' : '?')}probe=1" };
    }

    /// <summary>Of a request that fits, those that ask for models, each with its body.</summary>
    public IEnumerable<(PolicyRequest Request, ReadOnlyMemory<byte> Body)> AskingForModels() =>
        _paths.Length == 0 ? [] : new ModelProbes(matcher, host.Models).Around(Fits(_paths[0]));

    /// <summary>With what the policy sets, removes or reads: the client may send it, too.</summary>
    private PolicyRequest WithTouched(PolicyRequest request) =>
        request with { Headers = [.. request.Headers, .. host.Touched.Where(t => !request.Headers.Any(h => h.Name.Equals(t.Name, StringComparison.OrdinalIgnoreCase)))] };

    private PolicyRequest Fits(string path)
    {
        PolicyRequest request = new()
        {
            Method = matcher.Methods.Count > 0 ? matcher.Methods[0] : UsualMethods[0],
            Target = path + Query(matcher.QueryParameters),
            Authority = "",
        };
        return matcher.Headers.Aggregate(request, (made, header) => With(made, header.Name, Holding(header)));
    }

    /// <summary>Requests that fit and that a permission allows: its path and each of its methods together.</summary>
    private IEnumerable<PolicyRequest> Allowed(RbacPermission permission)
    {
        if ((permission.PathPrefix.Length == 0 ? _paths[0] : PathUnder(permission.PathPrefix)) is not { } path)
        {
            return [];
        }

        var fits = Fits(path);
        return permission.Methods.Count == 0 ? [fits] : permission.Methods.Where(m => matcher.Methods.Count == 0 || matcher.Methods.Contains(m)).Select(m => fits with { Method = m });
    }

    private string? PathUnder(string prefix)
    {
        var path = matcher.Path.Summary;
        return path.Kind == PathMatchKind.Regex ? RegexExample.Both(TextCondition.Regex(path.Text), new TextCondition(PathMatchKind.Prefix, prefix)).FirstOrDefault(HostConditions.IsPath)
            : path.Text.StartsWith(prefix, StringComparison.Ordinal) ? path.Text
            : path.Kind == PathMatchKind.Prefix && matcher.Path.MatchedLength(prefix) is not null ? prefix
            : null;
    }

    /// <summary>The header missing, and with each value that some condition of its name holds for, or none.</summary>
    private IEnumerable<PolicyRequest> Around(HeaderCondition header, PolicyRequest fits) =>
        host.HeaderTexts(header.Name).Append(null).Select(text => With(fits, header.Name, text));

    private IEnumerable<PolicyRequest> Around(QueryCondition parameter, PolicyRequest fits)
    {
        string path = fits.Target.Split('?')[0];
        var others = matcher.QueryParameters.Where(q => q != parameter).Select(q => (q.Name, Example(q.Value))).ToList();
        return host.ParameterTexts(parameter.Name).Select(text => fits with { Target = path + Query(others.Append((parameter.Name, text))) })
            .Append(fits with { Target = path + Query(others) });
    }

    /// <summary>The path that fits first; then what begins like it, what lies below, what ends before, in another case, and what tells it from the other version's.</summary>
    private static IEnumerable<string> Paths(PathSummary path, HostConditions host)
    {
        TextCondition condition = new(path.Kind, path.Text);
        IEnumerable<string> own = path.Kind switch
        {
            PathMatchKind.Prefix => [path.Text, .. Below(path.Text), .. host.Calls.Select(call => $"{path.Text.TrimEnd('/')}/{call}"), path.Text[..^1] is { Length: > 0 } shorter ? shorter : "/", OtherCase(path.Text)],
            PathMatchKind.Exact => [path.Text, .. Below(path.Text), OtherCase(path.Text)],
            _ => RegexExample.All(condition).Where(HostConditions.IsPath).ToList() is [var first, ..] all ? [.. all, .. Below(first)] : [],
        };
        return host.ChangedPaths.Contains(condition) ? own.Concat(host.PathDifferences) : own;
    }

    private static string OtherCase(string text) => string.Concat(text.Select(c => char.IsAsciiLetterLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));

    private static IEnumerable<string> Below(string path) => path.EndsWith('/') ? [path, $"{path}x"] : [path, $"{path}/x", $"{path}-x"];

    /// <summary>A value that the condition holds for; null: none.</summary>
    private string? Holding(HeaderCondition header) => !header.IsInverted ? Example(header.Value)
        : header.Value is { } value ? host.HeaderTexts(header.Name).FirstOrDefault(text => !value.IsMatch(text)) : null;

    /// <summary>The request with a header of this value alone, or without it; what the request line says has names with a colon.</summary>
    private static PolicyRequest With(PolicyRequest request, string name, string? value) => (name, value) switch
    {
        (":method", { Length: > 0 }) => request with { Method = value },
        (":authority", { Length: > 0 }) => request with { Authority = value },
        (":path", { Length: > 0 }) => request with { Target = value },
        _ when name.StartsWith(':') => request,
        _ => request with { Headers = [.. request.Headers.Where(h => !h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)), .. value is null ? Array.Empty<HeaderField>() : [new HeaderField(name, value)]] },
    };

    private static string Query(IReadOnlyList<QueryCondition> parameters) => Query(parameters.Select(p => (p.Name, Example(p.Value))));

    private static string Query(IEnumerable<(string Name, string Value)> parameters) =>
        string.Join('&', parameters.Select(p => $"{p.Name}={p.Value}")) is { Length: > 0 } query ? $"?{query}" : "";

    private static string Example(IValueMatcher? value) => value switch
    {
        ExactValue exact => exact.Expected,
        RegexValue regex => RegexExample.Of(regex.Pattern) ?? TextExamples.Other,
        _ => "x",
    };
}
