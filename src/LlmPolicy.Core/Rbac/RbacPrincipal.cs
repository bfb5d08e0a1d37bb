using LlmPolicy.Json;

namespace LlmPolicy.Rbac;

/// <summary>A principal, compiled: claims that all have to match. With a token a stage, each claim may be either caller's, as in Envoy.</summary>
internal sealed record RbacPrincipal(string Provider, ClaimCondition[] Claims, SourcePosition Position)
{
    public bool Matches(IReadOnlyList<VerifiedCaller> callers)
    {
        var cursor = new ClaimCursor();
        return Matches(callers, ref cursor);
    }

    public bool Matches(IReadOnlyList<VerifiedCaller> callers, ref ClaimCursor cursor)
    {
        bool anyCounts = false;
        for (int i = callers.Count - 1; i >= 0 && !anyCounts; i--)
        {
            anyCounts = Counts(callers[i]);
        }

        if (!anyCounts)
        {
            return false;
        }

        foreach (var claim in Claims)
        {
            if (!Matches(claim, callers, ref cursor))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The caller to tell of for a claim: one whom it matches, or else the last that counts.</summary>
    public VerifiedCaller? Caller(ClaimCondition claim, IReadOnlyList<VerifiedCaller> callers)
    {
        var counting = callers.Where(Counts).Reverse().ToList();
        return counting.Find(claim.Matches) ?? counting.FirstOrDefault();
    }

    /// <summary>Whether a caller was verified by the principal's provider, if it names one.</summary>
    public bool Counts(VerifiedCaller caller) => Provider.Length == 0 || caller.Provider == Provider;

    /// <summary>Each claim: what it is on the caller.</summary>
    public IEnumerable<ClaimFinding> Findings(string policy, IReadOnlyList<VerifiedCaller> callers) => Claims.Select(claim =>
    {
        var caller = Caller(claim, callers);
        return new ClaimFinding(
            policy,
            claim.Name,
            caller is null ? "no caller" : ClaimType.Of(claim.Find(caller)),
            caller is not null && claim.Matches(caller),
            claim.Position);
    });

    private bool Matches(ClaimCondition claim, IReadOnlyList<VerifiedCaller> callers, ref ClaimCursor cursor)
    {
        for (int i = callers.Count - 1; i >= 0; i--)
        {
            if (Counts(callers[i]) && claim.Matches(callers[i], ref cursor))
            {
                return true;
            }
        }

        return false;
    }
}
