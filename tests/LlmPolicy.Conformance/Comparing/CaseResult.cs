namespace LlmPolicy.Conformance.Comparing;

/// <summary>How a case came out. The reason is one line, what was expected and what came; empty if that is the same.</summary>
internal sealed record CaseResult(string CaseId, Verdict Verdict, string Reason);
