using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A delegating matcher without a path: Gloo forgets it whole, and so the table is open to everyone whom it seems to keep out.</summary>
internal sealed class DelegationOpenRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var matcher in context.Compiled.Delegations.Select(d => d.Route.Matchers).Where(m => m is [{ HasPath: false }]).Select(m => m[0]))
        {
            if (Conditions(matcher) is { Count: > 0 } conditions)
            {
                context.Warn(
                    DiagnosticCodes.DelegationOpen, matcher.Position,
                    $"The table takes every request: a delegating matcher without a path counts for nothing, its {string.Join(" and ", conditions)} included.",
                    "Add prefix: /, and the same conditions to the table's routes, or inheritableMatchers: true.");
            }
        }
    }

    private static List<string> Conditions(Matcher matcher)
    {
        var conditions = new List<string>();
        AddIf(matcher.Headers.Count > 0, "headers");
        AddIf(matcher.QueryParameters.Count > 0, "queryParameters");
        AddIf(matcher.Methods.Count > 0, "methods");
        return conditions;

        void AddIf(bool there, string name)
        {
            if (there)
            {
                conditions.Add(name);
            }
        }
    }
}
