using LlmPolicy.Models;

namespace LlmPolicy.Analysis;

/// <summary>A rule of a ModelPolicy that names no model, no claim and no way: it is nothing that anybody may.</summary>
internal sealed class EmptyModelRuleRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var rule in context.ModelRules.SelectMany(use => use.Rules.Rules).Where(r => r is { Models: [], Claim: null, Unnamed: UnnamedWays.None }))
        {
            context.Warn(
                DiagnosticCodes.EmptyModelRule, rule.Position, $"The rule {rule.Name} allows nothing: it has neither models nor fromClaim nor unnamed.",
                "Say what it allows, or take it out: what no rule allows is refused.");
        }
    }
}
