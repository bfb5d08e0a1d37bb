namespace LlmPolicy.Evaluation;

/// <summary>What one evaluation is given.</summary>
internal sealed record EvaluationContext(PolicyRequest Request, RemoteKeySets Keys, DateTimeOffset Now);
