using LlmPolicy.Evaluation;

namespace LlmPolicy.Rbac;

/// <summary><c>rbac</c>, compiled: one policy that matches is enough; none, and the request is refused.</summary>
internal sealed class RbacPolicySet(RbacRule[] rules, SourcePosition position)
{
    public IReadOnlyList<RbacRule> Rules => rules;

    public SourcePosition Position => position;

    public Refusal? Check(Exchange exchange)
    {
        var callers = exchange.Callers;
        var known = callers is [{ Matches: { } matches }] ? matches.Of(this) : null;
        for (int i = 0; i < rules.Length; i++)
        {
            var rule = rules[i];
            if (rule.Permission.Allows(exchange) && (known is null ? rule.Fits(callers) : known.Of(i, callers[0])))
            {
                return null;
            }
        }

        return new Refusal(ReasonCodes.RbacDenied, 403, "RBAC: access denied", position) { RbacDenial = new RbacDenial(this, callers) };
    }
}
