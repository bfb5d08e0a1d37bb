using LlmPolicy.Exchanges;

namespace LlmPolicy.Rbac;

/// <summary>A request that no policy allowed: what was asked, and who asked.</summary>
internal sealed class RbacDenial(RbacRule[] rules, IReadOnlyList<VerifiedCaller> callers)
{
    /// <summary>What each principal asked for and what the caller had: the same check with a listener, made when somebody wants to know.</summary>
    public IReadOnlyList<ClaimFinding> Claims()
    {
        var findings = new Findings(ClaimDetail.Types);
        foreach (var rule in rules)
        {
            rule.Fits(callers, findings);
        }

        return findings.Claims;
    }
}
