using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>A refusal of ours where the recording shows something else.</summary>
internal sealed record Difference(SuiteGroup Group, CaseRequest Request, Expectation Expected, Answer Ours)
{
    /// <summary>Envoy sends the request upstream or answers it; else it refuses too.</summary>
    public bool IsStricter => Expected.Status < 400;

    /// <summary>Envoy sends upstream what ours answers with the status.</summary>
    public bool RefusesForwarded(int status) => Expected.WentUpstream && Ours.Status == status;
}
