namespace LlmPolicy.Rbac;

/// <summary>A principal, compiled: claims that all have to match on one verified caller.</summary>
internal sealed record RbacPrincipal(string Provider, IReadOnlyList<ClaimCondition> Claims)
{
    public bool Matches(IReadOnlyList<VerifiedCaller> callers)
    {
        var caller = callers.LastOrDefault(c => Provider.Length == 0 || c.Provider == Provider);
        return caller is not null && Claims.All(claim => claim.Matches(caller.Claims));
    }
}
