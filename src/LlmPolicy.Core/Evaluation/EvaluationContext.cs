using LlmPolicy.Explaining;

namespace LlmPolicy.Evaluation;

/// <summary>
/// What one evaluation is given. <paramref name="Cache"/> is null where no token is to be remembered, <paramref name="Trace"/> unless the
/// decision is to be explained.
/// </summary>
internal readonly record struct EvaluationContext(PolicyRequest Request, RemoteKeySets Keys, DateTimeOffset Now, TokenCache? Cache, DecisionTrace? Trace);
