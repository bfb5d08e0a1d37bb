using LlmPolicy.Exchanges;

namespace LlmPolicy.Models;

/// <summary>What the rules on models find, in words.</summary>
internal static class ModelRuleFindings
{
    /// <summary>No model's name is longer; what a caller writes there may be anything.</summary>
    private const int LongestName = 128;

    extension(Findings findings)
    {
        public void Unresolved(ModelResolution.Refused refused, SourcePosition position) =>
            findings.Add(ExplanationSubject.Model, ExplanationResult.DoesNotFit, $"which model is asked for is not clear: {refused.Words}", position);

        public void Pinned(string model, SourcePosition position) => findings.Add(ExplanationSubject.Model, ExplanationResult.Noted, $"the Upstream sets the model: {model}", position);

        public void Unpinned(UnnamedWays ways, SourcePosition position) =>
            findings.Add(ExplanationSubject.Model, ExplanationResult.DoesNotFit, $"the Upstream sets the model, and the request may lead to another: unnamed {ways}", position);

        public void NoModel(NoModelKind kind, SourcePosition position) => findings.Add(
            ExplanationSubject.Model, ExplanationResult.Fits,
            kind switch
            {
                NoModelKind.ModelList => "the list of models is asked for",
                NoModelKind.Stored => "what is stored is asked for, and no model",
                NoModelKind.Preflight => "a preflight asks for no model",
                _ => "no model is asked for",
            },
            position);

        /// <summary>What is asked for, and each rule with what it allows of it.</summary>
        public void Judged(ModelRules rules, ModelResolution.Asks asked, ModelRule?[] allowing, bool allowed, IReadOnlyList<VerifiedCaller> callers)
        {
            string[] parts = [.. asked.Models.Select(m => m.Name is var name && name.Length > LongestName ? name[..LongestName] + "…" : m.Name).Distinct(), .. asked.Ways == UnnamedWays.None ? [] : new[] { $"unnamed {asked.Ways}" }];
            findings.Add(ExplanationSubject.Model, Findings.Result(allowed), $"asked for: {string.Join(", ", parts)}", rules.Position);
            foreach (var rule in rules.Rules)
            {
                int mark = findings.Mark;
                bool isFor = rule.IsFor(callers, findings);
                bool counts = allowing.Contains(rule) || (isFor && (rule.Unnamed & asked.Ways) != UnnamedWays.None);
                string words = !isFor ? "is for other callers" : counts ? $"allows {rule}" : $"allows {rule}: nothing of it is asked for, or an earlier rule allows it";
                findings.Insert(mark, ExplanationSubject.Rule, Findings.Result(counts), $"rule {rule.Name} {words}", rule.Position, 1);
            }

            foreach (var (i, rule) in allowing.Index())
            {
                if (allowed && rule is not null && rule.Renamed(asked.Models[i].Name) is var name && name != asked.Models[i].Name)
                {
                    findings.Add(ExplanationSubject.Model, ExplanationResult.Noted, $"sent as {name}", rule.Position, 1);
                }
            }
        }
    }
}
