using LlmPolicy.Exchanges;
using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Routing;

/// <summary>What came of a route's action: an answer, the way upstream, or a refusal on the last step.</summary>
internal readonly record struct ActionResult(string Reason, SourcePosition Position, DecisionResult? Result)
{
    /// <summary>A rewrite by a pattern that matches too often in too long a path (<see cref="Re2.MaxReplacingSteps"/>).</summary>
    public static readonly Refusal TooManyMatches = new(ReasonCodes.TargetRewriteLimit, 400, "The path has too many parts to rewrite");

    public Refusal? Refusal { get; private init; }

    public static ActionResult Refuse(Refusal refusal, SourcePosition position) =>
        new(refusal.Reason, position, null) { Refusal = refusal.Position is null ? refusal with { Position = position } : refusal };
}
