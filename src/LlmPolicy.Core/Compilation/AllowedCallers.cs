namespace LlmPolicy.Compilation;

/// <summary>Whom an RBAC policy allows, in words.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Callers">Its principals, as <c>role = admin and team = data</c>; one is enough.</param>
/// <param name="Permission">What they may do, as <c>GET|POST</c>; empty for everything.</param>
internal sealed record AllowedCallers(string Policy, IReadOnlyList<string> Callers, string Permission)
{
    public override string ToString() => $"{Policy} ({string.Join(" or ", Callers)}{(Permission.Length == 0 ? "" : $"; {Permission}")})";
}
