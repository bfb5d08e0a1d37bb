using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A matcher that asks for another type than tokens usually carry under the claim's name, or than another principal asks for.</summary>
internal sealed class ClaimMatcherRule : IAnalysisRule
{
    private static readonly HashSet<string> UsualLists =
        ["amr", "aud", "authorities", "cognito:groups", "entitlements", "groups", "permissions", "roles", "wids"];

    private static readonly HashSet<string> UsualStrings = ["azp", "client_id", "email", "name", "preferred_username", "scope"];

    private static readonly HashSet<string> UsualBooleans = ["email_verified", "phone_number_verified"];

    public void Check(AnalysisContext context)
    {
        var lists = new Dictionary<string, SourcePosition>();
        foreach (var claim in context.Written.Rbac.SelectMany(Claims).Where(c => c.Matcher == ClaimMatcherKind.ListContains))
        {
            lists.TryAdd(claim.Path, claim.Name.Position);
        }

        foreach (var rbac in context.Written.Rbac)
        {
            var claims = Claims(rbac).ToList();

            // A claim asked for as a list, and as something else beside it, is meant to be taken either way.
            var either = claims.Where(c => c.Matcher == ClaimMatcherKind.ListContains).Select(c => c.Path).ToHashSet();
            foreach (var claim in claims.Where(c => !either.Contains(c.Path) || !IsOfStrings(c.Matcher)))
            {
                Check(claim, lists, context);
            }
        }
    }

    private static void Check(Claim claim, Dictionary<string, SourcePosition> lists, AnalysisContext context)
    {
        string name = claim.Path.Split('\0')[^1];
        if (IsOfStrings(claim.Matcher) && UsualBooleans.Contains(name))
        {
            Report(claim, $"'{claim.Name}' is true or false in most tokens, but a string is asked for here.", "Use matcher: BOOLEAN.", context);
        }
        else if (IsOfStrings(claim.Matcher) && UsualLists.Contains(name))
        {
            Report(claim, $"'{claim.Name}' is a list in most tokens, but a string is asked for here.", "Use matcher: LIST_CONTAINS, or a principal for each.", context);
        }
        else if (IsOfStrings(claim.Matcher) && lists.TryGetValue(claim.Path, out var list))
        {
            Report(claim, $"'{claim.Name}' is asked for as a string, and as a list at {list}.", "Use the matcher that fits the token, or a principal for each.", context);
        }
        else if (claim.Matcher == ClaimMatcherKind.ListContains && UsualStrings.Contains(name))
        {
            Report(claim, $"'{claim.Name}' is a string in most tokens, but a list is asked for here.", "Use matcher: EXACT_STRING, or REGEX_MATCH for a word in it.", context);
        }
    }

    private static bool IsOfStrings(ClaimMatcherKind matcher) => matcher is ClaimMatcherKind.ExactString or ClaimMatcherKind.RegexMatch;

    private static IEnumerable<Claim> Claims(RbacSettings rbac) =>
        from policy in rbac.Policies
        from principal in policy.Policy.Principals.Select(p => p.JwtPrincipal).OfType<JwtPrincipal>()
        from claim in principal.Claims
        select new Claim(claim.Name, string.Join('\0', policy.Policy.PathOf(claim.Name)), principal.Matcher);

    private static void Report(Claim claim, string message, string remedy, AnalysisContext context) =>
        context.Warn(DiagnosticCodes.ClaimMatcher, claim.Name.Position, message, remedy);

    private sealed record Claim(Text Name, string Path, ClaimMatcherKind Matcher);
}
