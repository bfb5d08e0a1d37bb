namespace LlmPolicy.Rbac;

/// <summary>A principal, compiled: claims that all have to match on one verified caller.</summary>
internal sealed record RbacPrincipal(string Provider, ClaimCondition[] Claims, SourcePosition Position)
{
    public bool Matches(IReadOnlyList<VerifiedCaller> callers)
    {
        var cursor = new ClaimCursor();
        return Matches(callers, ref cursor);
    }

    public bool Matches(IReadOnlyList<VerifiedCaller> callers, ref ClaimCursor cursor)
    {
        if (Caller(callers) is not { } caller)
        {
            return false;
        }

        foreach (var claim in Claims)
        {
            if (!claim.Matches(caller, ref cursor))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The caller whose claims count: the last that was verified, by the principal's provider if it names one.</summary>
    public VerifiedCaller? Caller(IReadOnlyList<VerifiedCaller> callers)
    {
        for (int i = callers.Count - 1; i >= 0; i--)
        {
            if (Provider.Length == 0 || callers[i].Provider == Provider)
            {
                return callers[i];
            }
        }

        return null;
    }

    /// <summary>Each claim: what it is on the caller.</summary>
    public IEnumerable<ClaimFinding> Findings(string policy, IReadOnlyList<VerifiedCaller> callers)
    {
        var caller = Caller(callers);
        return Claims.Select(claim => new ClaimFinding(
            policy,
            claim.Name,
            caller is null ? "no caller" : ClaimType.Of(claim.Find(caller)),
            caller is not null && claim.Matches(caller),
            claim.Position));
    }
}
