using LlmPolicy.Budgets;
using LlmPolicy.Evaluation;
using LlmPolicy.Jwt;
using LlmPolicy.Models;
using LlmPolicy.RateLimits;
using LlmPolicy.Rbac;

namespace LlmPolicy.Compilation;

/// <summary>Who may pass a route, in words.</summary>
/// <param name="Level">Roughly.</param>
/// <param name="Tokens">What is asked of tokens, and by <c>extauth</c>; all of it counts.</param>
/// <param name="Policies">The RBAC policies; one is enough. Null where there is no RBAC.</param>
/// <param name="Models">Of each <c>ModelPolicy</c>, which models each rule allows; one rule is enough, of every policy.</param>
/// <param name="Budgets">Each <c>TokenBudget</c>: how much, and who has it.</param>
internal sealed record RouteAccess(
    AccessLevel Level, IReadOnlyList<string> Tokens, IReadOnlyList<AllowedCallers>? Policies, IReadOnlyList<IReadOnlyList<string>> Models, IReadOnlyList<string> Budgets)
{
    /// <summary>How many requests there may be, of all or of each.</summary>
    public IReadOnlyList<string> Limits { get; private init; } = [];

    public static RouteAccess Of(RoutePolicy route) => new(
        LevelOf(route),
        [.. route.Jwt.InOrder.Select(Words), .. ExtAuth(route)],
        route.Rbac?.Rules.Select(Words).ToList(),
        [.. route.Steps.Rules.Select(rule => rule.Step).OfType<ModelStep>().Select(step => Words(step.Rules))],
        [.. route.Steps.Rules.Select(rule => rule.Step).OfType<BudgetStep>().Select(step => $"{step.Rule}")])
    {
        Limits = [.. route.Steps.Rules.Select(rule => rule.Step).Where(step => step is LocalLimitStep or RateLimitStep).Select(step => $"{step}")],
    };

    public override string ToString()
    {
        string[] words = [.. Tokens, .. Policies switch { null => [], [] => ["nobody"], _ => new[] { string.Join(" or ", Policies) } }];
        string callers = words.Length == 0 ? "anyone" : string.Join(", ", words);
        return string.Concat([callers, .. Models.Select(allowed => $"; models: {string.Join(" or ", allowed)}"), .. Budgets.Select(budget => $"; budget: {budget}"), .. Limits.Select(limit => $"; limit: {limit}")]);
    }

    private static IEnumerable<string> ExtAuth(RoutePolicy route)
    {
        string[] asked = [.. route.Steps.ExtAuth.Select(step => step?.ToString() ?? "nothing").Distinct()];
        return asked.Length == 0 ? [] : [asked.Length == 1 ? asked[0] : $"by destination: {string.Join(" or ", asked)}"];
    }

    private static AccessLevel LevelOf(RoutePolicy route)
    {
        if (route.Rbac is not { } rbac)
        {
            return route.Jwt.InOrder.Any(requirement => !requirement.IsOptional) || route.Steps.IsGuardedByExtAuth ? AccessLevel.Token : AccessLevel.Anyone;
        }

        // A principal is a verified caller, of the provider that it names.
        HashSet<string> providers = [.. route.Jwt.InOrder.SelectMany(requirement => requirement.Providers).Select(provider => provider.Name)];
        List<RbacPrincipal> possible = [.. rbac.Rules.SelectMany(rule => rule.Principals).Where(p => p.Provider.Length == 0 ? providers.Count > 0 : providers.Contains(p.Provider))];
        return possible.Count == 0 ? AccessLevel.Nobody : possible.Exists(p => p.Claims.Length == 0) ? AccessLevel.Token : AccessLevel.Claim;
    }

    private static string Words(JwtRequirement requirement) =>
        $"a token of {string.Join(" or ", requirement.Providers.Select(p => p.Name))}{(requirement.IsOptional ? " (optional)" : "")}";

    private static AllowedCallers Words(RbacRule rule) =>
        new(rule.Name, [.. rule.Principals.Select(Words)], rule.Permission.ToString() is var permission and not "all" ? permission : "");

    private static IReadOnlyList<string> Words(ModelRules models) => models.Rules.Count == 0 ? ["none"]
        : [.. models.Rules.Select(rule => rule.IsForAnyone ? $"{rule}" : $"{rule} (for {string.Join(" or ", rule.Principals.Select(Words))})")];

    private static string Words(RbacPrincipal principal)
    {
        string claims = principal.Claims.Length == 0 ? "any token" : string.Join(" and ", principal.Claims.Select(c => c.ToString()));
        return principal.Provider.Length == 0 ? claims : $"{claims} of {principal.Provider}";
    }
}
