using LlmPolicy.Evaluation;

namespace LlmPolicy.Rbac;

/// <summary>One policy, compiled: its permissions, and one of its principals.</summary>
internal sealed record RbacRule(string Name, RbacPermission Permission, RbacPrincipal[] Principals, SourcePosition Position)
{
    public bool Allows(Exchange exchange) => Permission.Allows(exchange) && Fits(exchange.Callers);

    /// <summary>Whether one of the principals is among the callers.</summary>
    public bool Fits(IReadOnlyList<VerifiedCaller> callers)
    {
        var cursor = new ClaimCursor();
        foreach (var principal in Principals)
        {
            if (principal.Matches(callers, ref cursor))
            {
                return true;
            }
        }

        return false;
    }
}
