using LlmPolicy.Exchanges;

namespace LlmPolicy.Rbac;

/// <summary>A principal, compiled: claims that all have to match. With a token a stage, each claim may be either caller's, as in Envoy.</summary>
internal sealed record RbacPrincipal(string Provider, ClaimCondition[] Claims, SourcePosition Position)
{
    /// <summary>Whether the callers fit. Who listens is told of every claim, those after the first that does not match, too.</summary>
    public bool Matches(IReadOnlyList<VerifiedCaller> callers, ref ClaimCursor cursor, string policy, Findings? findings)
    {
        bool matches = HasCaller(callers);
        foreach (var claim in Claims)
        {
            if (!matches && findings is null)
            {
                return false;
            }

            bool found = Matches(claim, callers, ref cursor);
            findings?.Claim(policy, claim, Shown(claim, callers), found);
            matches &= found;
        }

        return matches;
    }

    /// <summary>Whether a caller was verified by the principal's provider, if it names one.</summary>
    public bool Counts(VerifiedCaller caller) => Provider.Length == 0 || caller.Provider == Provider;

    public bool HasCaller(IReadOnlyList<VerifiedCaller> callers)
    {
        for (int i = callers.Count - 1; i >= 0; i--)
        {
            if (Counts(callers[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The caller to tell of for a claim: one whom it matches, or else the last that counts.</summary>
    private VerifiedCaller? Shown(ClaimCondition claim, IReadOnlyList<VerifiedCaller> callers)
    {
        var counting = callers.Where(Counts).Reverse().ToList();
        return counting.Find(claim.Matches) ?? counting.FirstOrDefault();
    }

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
