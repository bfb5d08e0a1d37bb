using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Evaluation;

/// <summary>The strictness rules on the target that would be sent.</summary>
internal sealed class TargetRules(IReadOnlySet<string> off)
{
    private static readonly (string Rule, string Reason, string Body, Func<string, bool> IsBroken)[] All =
    [
        (StrictnessRules.TargetDotSegments, ReasonCodes.TargetDotSegments, "The path holds encoded dot segments", DotSegments.AppearWhenDecoded),
        (StrictnessRules.TargetEmptySegments, ReasonCodes.TargetEmptySegments, "The path holds empty segments", EmptySegments.AppearWhenDecoded),
    ];

    private readonly (string Rule, string Reason, string Body, Func<string, bool> IsBroken)[] _on = [.. All.Where(rule => !off.Contains(rule.Rule))];

    /// <summary>The refusal by the first rule that the target breaks; null for none.</summary>
    public Refusal? Check(string target, SourcePosition route)
    {
        foreach (var rule in _on)
        {
            if (rule.IsBroken(target))
            {
                return new Refusal(rule.Reason, 400, rule.Body, route);
            }
        }

        return null;
    }
}
