using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A route of whose matchers each is covered by an earlier route's.</summary>
internal sealed class UnreachableRouteRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var host in context.Hosts)
        {
            var earlier = new MatcherIndex();
            foreach (var route in host.Routes.Select(r => r.Source).Where(r => !r.HasFormerMatcher))
            {
                Check(route, earlier, context);
            }
        }
    }

    private static void Check(Route route, MatcherIndex earlier, AnalysisContext context)
    {
        var covers = route.TriedMatchers.Select(earlier.FindCover).ToList();
        foreach (var (matcher, cover) in route.TriedMatchers.Zip(covers))
        {
            // What is covered itself covers nothing more.
            if (cover is null)
            {
                earlier.Add(matcher, route.Position);
            }
        }

        if (covers.TrueForAll(c => c is not null))
        {
            string takers = string.Join(" and ", covers.Distinct().Select(c => $"the route at {c}"));
            context.Warn(
                DiagnosticCodes.UnreachableRoute, route.Position, $"The route is never reached: {takers} takes all of its requests.",
                "Put it first, or narrow the matchers of the other.");
        }
    }
}
