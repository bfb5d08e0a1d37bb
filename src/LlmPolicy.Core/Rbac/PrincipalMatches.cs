namespace LlmPolicy.Rbac;

/// <summary>Which policies' principals one caller fits, found out once for each <c>rbac</c> that the caller meets.</summary>
internal sealed class PrincipalMatches
{
    /// <summary>A caller that goes round more routes than this is held against the oldest of them anew.</summary>
    private const int MaxSets = 8;

    private Known[] _known = [];

    /// <summary>What is known of each rule by now.</summary>
    public RuleFits Of(RbacPolicySet policies)
    {
        var known = Volatile.Read(ref _known);
        foreach (var each in known)
        {
            if (each.Policies == policies)
            {
                return each.Fits;
            }
        }

        var fits = new RuleFits(policies.Rules);
        Volatile.Write(ref _known, [new Known(policies, fits), .. known.AsSpan(0, Math.Min(known.Length, MaxSets - 1))]);
        return fits;
    }

    private sealed record Known(RbacPolicySet Policies, RuleFits Fits);
}
