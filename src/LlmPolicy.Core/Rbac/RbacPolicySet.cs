using LlmPolicy.Evaluation;

namespace LlmPolicy.Rbac;

/// <summary><c>rbac</c>, compiled: one policy that matches is enough; none, and the request is refused.</summary>
internal sealed class RbacPolicySet(IReadOnlyList<RbacRule> rules, SourcePosition position)
{
    public IReadOnlyList<RbacRule> Rules => rules;

    public SourcePosition Position => position;

    public Refusal? Check(Exchange exchange)
    {
        foreach (var rule in rules)
        {
            if (rule.Allows(exchange))
            {
                return null;
            }
        }

        return new Refusal(ReasonCodes.RbacDenied, 403, "RBAC: access denied", position) { RbacDenial = new RbacDenial(this, exchange.Callers) };
    }
}
