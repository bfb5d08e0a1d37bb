using LlmPolicy.Explaining;

namespace LlmPolicy.Evaluation;

/// <summary>What one evaluation is given; <paramref name="Trace"/> is null unless it is to be explained.</summary>
internal sealed record EvaluationContext(PolicyRequest Request, RemoteKeySets Keys, DateTimeOffset Now, DecisionTrace? Trace);
