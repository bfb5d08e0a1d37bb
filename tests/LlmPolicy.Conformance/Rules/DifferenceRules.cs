namespace LlmPolicy.Conformance.Rules;

internal static class DifferenceRules
{
    /// <summary>The policy's own: they hold however a request comes in.</summary>
    public static IReadOnlyList<DifferenceRule> Policy { get; } = [.. TokenRules.All, .. KeyRules.All, TargetRules.DotSegments];
}
