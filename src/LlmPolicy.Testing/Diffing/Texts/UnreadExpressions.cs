using LlmPolicy.Rbac;
using LlmPolicy.Routing;

namespace LlmPolicy.Testing.Diffing.Texts;

/// <summary>Regular expressions of a policy that have no examples: what a change of one means, the requests can't tell, whatever they do show.</summary>
internal static class UnreadExpressions
{
    public static IEnumerable<string> Of(CompiledPolicy policy)
    {
        var routes = policy.Listeners.Hosts.SelectMany(h => h.Routes).ToList();
        var matchers = routes.SelectMany(r => r.Matchers).ToList();
        return matchers.Select(m => m.Path.Summary).Where(p => p.Kind == PathMatchKind.Regex).Select(p => p.Text)
            .Concat(matchers.SelectMany(m => m.Headers.Select(h => h.Value).Concat(m.QueryParameters.Select(q => q.Value))).OfType<RegexValue>().Select(v => v.Pattern))
            .Concat(routes.SelectMany(r => r.Rbac?.Rules ?? []).SelectMany(r => r.Principals).SelectMany(p => p.Claims).Select(c => c.Matcher).OfType<RegexString>().Select(m => m.Pattern))
            .Distinct().Where(pattern => RegexExample.All(TextCondition.Regex(pattern)).Count == 0);
    }
}
