namespace LlmPolicy.Candidate;

/// <summary>A request that both policies are asked about, at one time and with one draw.</summary>
/// <param name="DecisionId">The id of the decision that is in force.</param>
/// <param name="Request">The request.</param>
/// <param name="Facts">What was known when it was decided.</param>
/// <param name="At">The time that both are asked for.</param>
/// <param name="Live">The generation that decided.</param>
/// <param name="Candidate">The candidate.</param>
internal sealed record CandidateQuestion(string DecisionId, PolicyRequest Request, PolicyFacts Facts, DateTimeOffset At, PolicyGeneration Live, PolicyGeneration Candidate);
