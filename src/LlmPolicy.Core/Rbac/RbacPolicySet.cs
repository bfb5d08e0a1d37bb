using LlmPolicy.Evaluation;

namespace LlmPolicy.Rbac;

/// <summary><c>rbac</c>, compiled: one policy that matches is enough; none, and the request is refused.</summary>
internal sealed class RbacPolicySet(RbacRule[] rules, SourcePosition position)
{
    public IReadOnlyList<RbacRule> Rules => rules;

    public SourcePosition Position => position;

    public Refusal? Check(Exchange exchange)
    {
        bool?[]? known = exchange.Callers is [{ Matches: { } matches }] ? matches.Of(this) : null;
        for (int i = 0; i < rules.Length; i++)
        {
            var rule = rules[i];
            if (rule.Permission.Allows(exchange) && (known is null ? rule.Fits(exchange.Callers) : known[i] ??= rule.Fits(exchange.Callers)))
            {
                return null;
            }
        }

        return new Refusal(ReasonCodes.RbacDenied, 403, "RBAC: access denied", position) { RbacDenial = new RbacDenial(this, exchange.Callers) };
    }
}
