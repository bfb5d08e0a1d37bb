using LlmPolicy.Evaluation;

namespace LlmPolicy.Rbac;

/// <summary>One policy, compiled: its permissions, and one of its principals.</summary>
internal sealed record RbacRule(string Name, RbacPermission Permission, IReadOnlyList<RbacPrincipal> Principals, SourcePosition Position)
{
    public bool Allows(Exchange exchange) => Permission.Allows(exchange) && Principals.Any(p => p.Matches(exchange.Callers));
}
