using LlmPolicy.Json;
using LlmPolicy.Rbac;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary><c>rbac</c> to policies; a route's replaces its host's whole, and <c>disable</c> leaves none.</summary>
internal sealed class RbacCompiler(CompileContext context)
{
    /// <summary>Each path once: principals that ask for one claim share it.</summary>
    private readonly Dictionary<string, ClaimPath> _paths = [];

    /// <param name="settings">A host's or a route's <c>rbac</c>.</param>
    public RbacPolicySet? Compile(RbacSettings settings)
    {
        if (settings.Disable)
        {
            return null;
        }

        // By name, as Envoy tries them.
        var policies = settings.Policies.OrderBy(p => p.Name.Value, StringComparer.Ordinal);
        return new RbacPolicySet([.. policies.Select(p => Compile(p.Name.Value, p.Policy))], settings.Position);
    }

    private RbacRule Compile(string name, RbacPolicy policy)
    {
        if (policy.Principals.Count == 0)
        {
            context.Error(DiagnosticCodes.Rbac, policy.Position, $"The RBAC policy '{name}' has no principals.", "Name at least one, or remove the policy.");
        }

        var permission = new RbacPermission(
            policy.Permissions?.PathPrefix?.Value ?? "", [.. policy.Permissions?.Methods.Select(m => m.Value) ?? []]);
        return new RbacRule(name, permission, Compile(policy.Principals, policy.NestedClaimDelimiter), policy.Position);
    }

    /// <summary>Principals, of which one is enough.</summary>
    public RbacPrincipal[] Compile(IReadOnlyList<Principal> principals, Manifests.Text? delimiter) =>
        [.. principals.Select(p => Compile(p, delimiter)).OfType<RbacPrincipal>()];

    /// <summary>A claim's name as a path, cut where a delimiter is given.</summary>
    public ClaimPath Path(Manifests.Text claim, Manifests.Text? delimiter) => Path(NestedClaim.PathOf(claim, delimiter));

    private RbacPrincipal? Compile(Principal principal, Manifests.Text? delimiter)
    {
        if (principal.JwtPrincipal is not { } jwt)
        {
            context.Error(DiagnosticCodes.Rbac, principal.Position, "A principal needs a jwtPrincipal.");
            return null;
        }

        return new RbacPrincipal(
            jwt.Provider?.Value ?? "",
            [.. jwt.Claims.Select(claim => Compile(NestedClaim.PathOf(claim.Name, delimiter), claim, jwt.Matcher)).OfType<ClaimCondition>()],
            principal.Position);
    }

    private ClaimCondition? Compile(string[] path, (Manifests.Text Name, Manifests.Text Value) claim, ClaimMatcherKind kind) =>
        CompileMatcher(claim.Value, kind) is { } matcher ? new ClaimCondition(Path(path), matcher, claim.Name.Position) : null;

    private ClaimPath Path(string[] names)
    {
        string key = string.Join('\0', names);
        return _paths.TryGetValue(key, out var path) ? path : _paths[key] = new ClaimPath(names);
    }

    private IClaimMatcher? CompileMatcher(Manifests.Text value, ClaimMatcherKind kind)
    {
        switch (kind)
        {
            case ClaimMatcherKind.Boolean:
                if (value.Value is "true" or "false")
                {
                    return new BooleanValue(value.Value == "true");
                }

                context.Error(DiagnosticCodes.InvalidValue, value.Position, $"BOOLEAN asks for \"true\" or \"false\", not \"{value}\".");
                return null;
            case ClaimMatcherKind.ListContains:
                return new ListContains(value.Value);
            case ClaimMatcherKind.RegexMatch:
                return RegexCompiler.Compile(value, context) is { } regex ? new RegexString(regex) : null;
            default:
                return new ExactString(value.Value);
        }
    }
}
