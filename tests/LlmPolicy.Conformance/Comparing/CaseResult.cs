namespace LlmPolicy.Conformance.Comparing;

/// <summary>How a case came out. The reason is one line, what was expected and what came; empty if that is the same.</summary>
internal sealed record CaseResult(string CaseId, Verdict Verdict, string Reason)
{
    /// <summary>The rules that it is different by. A case may break several: a token with <c>crit</c> and <c>b64</c>.</summary>
    public IReadOnlyList<string> Rules { get; private init; } = [];

    public static CaseResult ByRule(string caseId, IReadOnlyList<string> rules, string difference) =>
        new(caseId, Verdict.ByRule, $"{string.Join(", ", rules)}: {difference}") { Rules = rules };
}
