using LlmPolicy.Evaluation;
using LlmPolicy.ExtAuth;
using LlmPolicy.Rbac;
using LlmPolicy.Routing;
using LlmPolicy.Testing.Diffing.Texts;
using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Testing.Diffing;

/// <summary>What both versions ask of the requests to one host, by what it is asked of.</summary>
internal sealed class HostConditions
{
    /// <summary>How the value of a header begins that the client sends; each has one of its own, so that one in place of another is seen.</summary>
    public const string ClientValue = "client-";

    private readonly Dictionary<string, IReadOnlyList<string>> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyList<string>> _parameters = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _claims = [];

    public HostConditions(VirtualHostPolicy? before, VirtualHostPolicy? after)
    {
        IReadOnlyList<RoutePolicy> old = before?.Routes ?? [];
        IReadOnlyList<RoutePolicy> @new = after?.Routes ?? [];
        Routes = [.. old, .. @new];
        Collect(_headers, Headers(old), Headers(@new));
        Collect(_parameters, Parameters(old), Parameters(@new));
        Collect(_claims, Claims(old), Claims(@new));
        List<TextCondition> oldPaths = [.. Paths(old)];
        List<TextCondition> newPaths = [.. Paths(@new)];
        ChangedPaths = [.. oldPaths.Except(newPaths), .. newPaths.Except(oldPaths)];
        PathDifferences = [.. TextExamples.Differences(oldPaths, newPaths).Where(IsPath)];
        ClaimHeaders = [.. Routes.SelectMany(r => r.Jwt.InOrder).SelectMany(j => j.Providers).SelectMany(p => p.ClaimHeaders).Select(h => (h.Path.Names, h.Name)).DistinctBy(h => (Key(h.Names), h.Name))];
        BudgetKeys = [.. Routes.SelectMany(ModelConditions.Budgets).SelectMany(b => b.Key).Select(k => (k.Path.Names, k.Each)).DistinctBy(k => (Key(k.Names), k.Each))];
        Methods = [.. Matchers(Routes).SelectMany(m => m.Methods).Concat(Routes.SelectMany(r => r.Rbac?.Rules ?? []).SelectMany(r => r.Permission.Methods)).Distinct()];
        Calls = Routes.Any(r => r.Steps.Rules.Count > 0) ? ["v1/chat/completions"] : [];
        ChangedApiKeys = ShownApiKey.Of(old).ToHashSet();
        ChangedApiKeys.SymmetricExceptWith(ShownApiKey.Of(@new));
        Models = new ModelConditions(old, @new);
        Draws = [.. Routes.Select(r => r.Action).OfType<ForwardAction>().SelectMany(a => a.Destinations.Draws).Distinct()];
        Touched = [.. Routes.SelectMany(TouchedHeaders).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new HeaderField(name, ClientValue + name))];
    }

    /// <summary>The old version's, then the new one's.</summary>
    public IReadOnlyList<RoutePolicy> Routes { get; }

    /// <summary>What only one of the versions asks of paths.</summary>
    public IReadOnlyList<TextCondition> ChangedPaths { get; }

    /// <summary>Paths that tell these apart.</summary>
    public IReadOnlyList<string> PathDifferences { get; }

    /// <summary>Claims that become headers.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Names, string Header)> ClaimHeaders { get; }

    /// <summary>Claims by which budgets tell callers apart, and whether each is a list.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Names, bool Each)> BudgetKeys { get; }

    /// <summary>Methods that matchers or permissions name.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>How paths end that rules of kinds of our own look for; none where there is no such rule.</summary>
    public IReadOnlyList<string> Calls { get; }

    /// <summary>The API keys that an AuthConfig takes in one of the versions alone.</summary>
    public HashSet<ShownApiKey> ChangedApiKeys { get; }

    /// <summary>What rules on models say.</summary>
    public ModelConditions Models { get; }

    /// <summary>Draws for each weighted destination.</summary>
    public IReadOnlyList<double> Draws { get; }

    /// <summary>Headers that the policy sets, removes, reads or makes of claims, as a client sends them.</summary>
    public IReadOnlyList<HeaderField> Touched { get; }

    public IReadOnlyList<string> HeaderTexts(string name) => _headers.GetValueOrDefault(name, []);

    public IReadOnlyList<string> ParameterTexts(string name) => _parameters.GetValueOrDefault(name, []);

    public IReadOnlyList<string> ClaimTexts(IReadOnlyList<string> path) => _claims.GetValueOrDefault(Key(path), []);

    /// <summary>What a request line can hold as it is.</summary>
    public static bool IsPath(string text) => text.StartsWith('/') && text.AsSpan().IndexOfAny("?# ") < 0;

    /// <summary>Whom a route's rules name: those whom it lets through first.</summary>
    public static IEnumerable<RbacPrincipal> Principals(RoutePolicy route) =>
        (route.Rbac?.Rules ?? []).SelectMany(r => r.Principals).Concat(ModelConditions.Rules(route).SelectMany(r => r.Principals));

    private static string Key(IReadOnlyList<string> path) => string.Join('\0', path);

    private static void Collect(
        Dictionary<string, IReadOnlyList<string>> texts, ILookup<string, TextCondition?> before, ILookup<string, TextCondition?> after)
    {
        foreach (string name in before.Select(n => n.Key).Union(after.Select(n => n.Key), texts.Comparer))
        {
            texts[name] = TextExamples.Of(before[name].OfType<TextCondition>(), after[name].OfType<TextCondition>());
        }
    }

    private static IEnumerable<RouteMatcher> Matchers(IReadOnlyList<RoutePolicy> routes) => routes.SelectMany(r => r.Matchers);

    private static IEnumerable<TextCondition> Paths(IReadOnlyList<RoutePolicy> routes) =>
        Matchers(routes).Select(m => m.Path.Summary).Select(p => new TextCondition(p.Kind, p.Text)).Distinct();

    private static ILookup<string, TextCondition?> Headers(IReadOnlyList<RoutePolicy> routes) =>
        Matchers(routes).SelectMany(m => m.Headers).ToLookup(h => h.Name, h => TextCondition.Of(h.Value), StringComparer.OrdinalIgnoreCase);

    private static ILookup<string, TextCondition?> Parameters(IReadOnlyList<RoutePolicy> routes) =>
        Matchers(routes).SelectMany(m => m.QueryParameters).ToLookup(q => q.Name, q => TextCondition.Of(q.Value));

    private static ILookup<string, TextCondition?> Claims(IReadOnlyList<RoutePolicy> routes) =>
        routes.SelectMany(Principals).SelectMany(p => p.Claims).ToLookup(c => Key(c.Path.Names), c => Condition(c.Matcher));

    private static TextCondition? Condition(IClaimMatcher matcher) => matcher switch
    {
        ExactString exact => TextCondition.Exact(exact.Value),
        ListContains list => TextCondition.Exact(list.Value),
        RegexString regex => TextCondition.Regex(regex.Pattern),
        _ => null,
    };

    private static IEnumerable<string> TouchedHeaders(RoutePolicy route)
    {
        var levels = route.Levels.RequestLevels.ToList();
        if (route.Action is ForwardAction forward)
        {
            levels.AddRange(forward.Destinations.All.SelectMany(d => d.RequestLevels));
            if (forward.HostRewrite is HeaderHostRewrite rewrite)
            {
                yield return rewrite.Header;
            }
        }

        IEnumerable<string> names = levels.SelectMany(l => l.Removals.Select(r => r.Name).Concat(l.Additions.Select(a => a.Name).Where(n => n.Length > 0)))
            .Concat(levels.Any(l => l.Secrets.Any()) ? ["authorization"] : [])
            .Concat(route.Jwt.InOrder.SelectMany(j => j.Providers).SelectMany(p => p.ClaimHeaders).Select(h => h.Name))
            .Concat(route.Steps.ExtAuth.OfType<AuthStep>().SelectMany(step => step.OwnHeaders).Select(h => h.Name));
        foreach (string name in names)
        {
            yield return name;
        }
    }
}
