using LlmPolicy.Conformance.Comparing;

namespace LlmPolicy.Conformance;

internal sealed record SuiteResult(string Suite, IReadOnlyList<CaseResult> Cases)
{
    public int Count(Verdict verdict) => Cases.Count(result => result.Verdict == verdict);

    public IEnumerable<CaseResult> Of(Verdict verdict) => Cases.Where(result => result.Verdict == verdict);
}
