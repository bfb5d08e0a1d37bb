using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A claim's name that looks like a path and is not cut, or a <c>nestedClaimDelimiter</c> that cuts nothing.</summary>
internal sealed class NestedClaimRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var policy in context.Written.Policies)
        {
            Check(policy, context);
        }
    }

    private static void Check(RbacPolicy policy, AnalysisContext context)
    {
        var names = policy.Principals.Select(p => p.JwtPrincipal).OfType<JwtPrincipal>().SelectMany(p => p.Claims).Select(c => c.Name).ToList();
        foreach (var name in names.Where(n => IsPath(n.Value) && policy.PathOf(n).Length == 1))
        {
            context.Warn(
                DiagnosticCodes.NestedClaim, name.Position, $"'{name}' is a single name here: the token would need a claim with a dot in its name.",
                "For a claim inside an object, add nestedClaimDelimiter: . to the policy.");
        }

        if (policy.NestedClaimDelimiter is { Value.Length: > 0 } delimiter && names.Count > 0 && names.TrueForAll(n => policy.PathOf(n).Length == 1))
        {
            context.Note(DiagnosticCodes.UnusedDelimiter, delimiter.Position, $"No claim name contains '{delimiter}'.", "Remove it, or write the claim's path.");
        }
    }

    /// <summary>Names with a slash are addresses or Kubernetes' own, dots and all.</summary>
    private static bool IsPath(string name) => name.Contains('.') && !name.Contains('/');
}
