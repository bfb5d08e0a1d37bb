namespace LlmPolicy.Rbac;

/// <summary>A request that no policy allowed: what was asked, and who asked.</summary>
internal sealed record RbacDenial(RbacPolicySet Policies, IReadOnlyList<VerifiedCaller> Callers)
{
    /// <summary>What each principal asked for and what the caller had; made only when somebody wants to know.</summary>
    public IEnumerable<ClaimFinding> Claims() => Policies.Rules.SelectMany(rule => rule.Principals.SelectMany(principal => principal.Findings(rule.Name, Callers)));
}
