using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>A refusal of ours where the recording shows something else.</summary>
internal sealed record Difference(SuiteGroup Group, CaseRequest Request, Expectation Expected, Answer Ours)
{
    /// <summary>Envoy sends upstream what ours answers with the status and one of the bodies.</summary>
    public bool RefusesForwarded(int status, params IReadOnlyList<string> bodies) => Expected.WentUpstream && Answers(status, bodies);

    /// <summary>Ours answers with the status and one of the bodies; to <c>HEAD</c> there is none.</summary>
    public bool Answers(int status, params IReadOnlyList<string> bodies) =>
        Ours.Status == status && (bodies.Contains(Ours.Body) || (Request.Method == "HEAD" && Ours.Body.Length == 0));
}
