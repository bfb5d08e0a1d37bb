namespace LlmPolicy.Rbac;

/// <summary>A principal, compiled: claims that all have to match on one verified caller.</summary>
internal sealed record RbacPrincipal(string Provider, IReadOnlyList<ClaimCondition> Claims, SourcePosition Position)
{
    public bool Matches(IReadOnlyList<VerifiedCaller> callers) =>
        Caller(callers) is { } caller && Claims.All(claim => claim.Matches(caller.Claims));

    /// <summary>The caller whose claims count: the last that was verified, by the principal's provider if it names one.</summary>
    public VerifiedCaller? Caller(IReadOnlyList<VerifiedCaller> callers) =>
        callers.LastOrDefault(c => Provider.Length == 0 || c.Provider == Provider);

    /// <summary>Each claim: what it is on the caller.</summary>
    public IEnumerable<ClaimFinding> Findings(string policy, IReadOnlyList<VerifiedCaller> callers)
    {
        var caller = Caller(callers);
        return Claims.Select(claim => new ClaimFinding(
            policy,
            claim.Name,
            caller is null ? "no caller" : ClaimType.Of(claim.Find(caller.Claims)),
            caller is not null && claim.Matches(caller.Claims),
            claim.Position));
    }
}
