namespace LlmPolicy.Conformance.Rules;

internal static class DifferenceRules
{
    /// <summary>The policy's own: they hold however a request comes in.</summary>
    public static IReadOnlyList<DifferenceRule> Policy { get; } = [.. TokenRules.All, .. KeyRules.All, .. ManifestRules.All, TargetRules.DotSegments, ClaimRules.HeaderName];

    /// <summary>Those that have to be asked for: no recorded case is put to a policy that has them on.</summary>
    public static IReadOnlyList<DifferenceRule> OffByDefault { get; } = [TargetRules.EmptySegments];

    /// <summary>The policy's, and those of the server that reads the request and of the client that reads the answer.</summary>
    public static IReadOnlyList<DifferenceRule> Gateway { get; } = [.. Policy, .. ServerRules.All, ServerWords.Rule, ServerHttp1.Rule, ClientAnswers.Rule, ClientCookies.Rule];
}
