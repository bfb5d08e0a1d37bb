using LlmPolicy.Exchanges;

namespace LlmPolicy.Rbac;

/// <summary><c>rbac</c>, compiled: one policy that matches is enough; none, and the request is refused.</summary>
internal sealed class RbacPolicySet(RbacRule[] rules, SourcePosition position) : IPolicyStep
{
    public IReadOnlyList<RbacRule> Rules => rules;

    public SourcePosition Position => position;

    public StepResult Check(Exchange exchange)
    {
        int mark = exchange.Findings?.Mark ?? 0;
        bool allows = Allows(exchange);
        exchange.Findings?.Verdict(this, mark, allows);
        return allows
            ? StepResult.Pass
            : StepResult.Refuse(new Refusal(ReasonCodes.RbacDenied, 403, "RBAC: access denied", position) { Claims = new RbacDenial(rules, exchange.Callers).Claims });
    }

    private bool Allows(Exchange exchange)
    {
        var callers = exchange.Callers;
        var known = exchange.Findings is null && callers is [{ Matches: { } matches }] ? matches.Of(this) : null;
        for (int i = 0; i < rules.Length; i++)
        {
            if (known is null ? rules[i].Allows(exchange) : rules[i].Permission.Allows(exchange) && known.Of(i, callers[0]))
            {
                return true;
            }
        }

        return false;
    }
}
