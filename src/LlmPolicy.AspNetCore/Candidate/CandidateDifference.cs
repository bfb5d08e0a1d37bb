namespace LlmPolicy.Candidate;

/// <summary>A request of which the candidate would have made something else.</summary>
/// <param name="At">When.</param>
/// <param name="DecisionId">The id of the decision in force.</param>
/// <param name="Kind">What it means.</param>
/// <param name="What">What differs, as <c>upstream, headers</c>.</param>
/// <param name="Live">What the policy in force says.</param>
/// <param name="Candidate">What the candidate says.</param>
internal sealed record CandidateDifference(DateTimeOffset At, string DecisionId, CandidateKind Kind, string What, CandidateSide Live, CandidateSide Candidate);

/// <summary>What one of both says of a request.</summary>
/// <param name="Generation">Its generation.</param>
/// <param name="Outcome">As <c>403 rbac.denied</c> or <c>forwarded to default/up</c>.</param>
/// <param name="Route">The route; null if none matched.</param>
/// <param name="Position">The rule that decided; null where none did.</param>
/// <param name="Steps">How it came about: of claims their types alone.</param>
internal sealed record CandidateSide(string Generation, string Outcome, string? Route, SourcePosition? Position, IReadOnlyList<ExplanationStep> Steps);
