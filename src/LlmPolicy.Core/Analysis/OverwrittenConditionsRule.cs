using LlmPolicy.Compilation;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>
/// Where Gloo mixes up siblings: under <c>inheritableMatchers</c> the children's own conditions go into one list behind the parent's, as long as there is room in it,
/// and each writes over the one before.
/// </summary>
internal sealed class OverwrittenConditionsRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var delegation in context.Compiled.Delegations.Where(d => d.Route.Matchers is [{ HasPath: true }]))
        {
            var from = delegation.Route.Matchers[0];
            Check(delegation, from.Headers.Count, m => m.Headers.Count, "headers", context);
            Check(delegation, from.QueryParameters.Count, m => m.QueryParameters.Count, "query parameters", context);
        }
    }

    private static void Check(Delegation delegation, int inherited, Func<Matcher, int> count, string what, AnalysisContext context)
    {
        int writers = delegation.Tables.SelectMany(t => t.Routes).Where(r => r.InheritableMatchers ?? delegation.Route.InheritableMatchers ?? false)
            .SelectMany(r => r.Matchers).Count(m => count(m) > 0 && inherited + count(m) <= Room(inherited));
        if (writers > 1)
        {
            context.Warn(
                DiagnosticCodes.OverwrittenConditions, delegation.Route.Position,
                $"Gloo makes several of the tables' routes ask for the last one's own {what}, in place of theirs; here each asks for its own.",
                $"To have the same in both, give the parent 1, 2, 4 or 8 {what}, or write them into each route.");
        }
    }

    /// <summary>Go doubles a list that is filled one by one.</summary>
    private static int Room(int filled) => filled == 0 ? 0 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)filled);
}
