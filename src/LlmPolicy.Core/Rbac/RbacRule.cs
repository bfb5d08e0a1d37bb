using LlmPolicy.Exchanges;

namespace LlmPolicy.Rbac;

/// <summary>One policy, compiled: its permissions, and one of its principals.</summary>
internal sealed record RbacRule(string Name, RbacPermission Permission, RbacPrincipal[] Principals, SourcePosition Position)
{
    public bool Allows(Exchange exchange)
    {
        bool permits = Permission.Allows(exchange);
        if (exchange.Findings is not { } findings)
        {
            return permits && Fits(exchange.Callers, null);
        }

        // Who wants to know is told of the principals, too, where the permissions do not fit.
        int mark = findings.Mark;
        bool allows = Fits(exchange.Callers, findings) && permits;
        findings.Policy(this, mark, permits, allows);
        return allows;
    }

    /// <summary>Whether one of the principals is among the callers.</summary>
    /// <param name="callers">The verified callers.</param>
    /// <param name="findings">Who listens; null for nobody.</param>
    public bool Fits(IReadOnlyList<VerifiedCaller> callers, Findings? findings)
    {
        var cursor = new ClaimCursor();
        for (int i = 0; i < Principals.Length; i++)
        {
            int mark = findings?.Mark ?? 0;
            bool fits = Principals[i].Matches(callers, ref cursor, Name, findings);
            findings?.Principal(Principals[i], i, mark, callers, fits);
            if (fits)
            {
                return true;
            }
        }

        return false;
    }
}
