namespace LlmPolicy.Tests;

/// <summary>LLMP201x: providers and tokens.</summary>
internal static class TokenTraps
{
    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["a provider without audiences"] = new(
            DiagnosticCodes.NoAudience, Host(Sound.JwtOf(Sound.Provider("§p", "audiences: []"))), "without exp"),
        ["a route's provider without audiences"] = new(
            DiagnosticCodes.NoAudience,
            Sound.Host(Sound.Route("prefix: /", "{jwtProvidersStaged: {beforeExtAuth: {providers: {" + Sound.Provider("§p", "keepToken: true") + "}}}}")), "'p'"),
        ["a provider without audiences in options that a host refers to"] = new(
            DiagnosticCodes.NoAudience,
            Host("{}").Replace("virtualHost:", "virtualHost:\n    optionsConfigRefs: {delegateOptions: [{name: o, namespace: default}]}", StringComparison.Ordinal)
                + "\n---\napiVersion: gateway.solo.io/v1\nkind: VirtualHostOption\nmetadata: {name: o}\nspec: {options: {"
                + Sound.JwtOf(Sound.Provider("§p", "keepToken: true")) + "}}\n",
            "'p'"),
        ["a provider with audiences"] = new(DiagnosticCodes.NoExpiry, Host(Sound.JwtOf(Sound.Provider("§p"))), "without exp") { Severity = DiagnosticSeverity.Note },
        ["a matcher on a claim's header where no token is asked for"] = new(
            DiagnosticCodes.ClaimHeaderMatcher,
            Host(Sound.Jwt.Replace("audiences", "claimsToHeaders: [{claim: role, header: X-Role}], audiences", StringComparison.Ordinal), "prefix: /a, headers: [{name: §x-role, value: admin}]", "{jwt: {disable: true}}"),
            "the claim 'role' at"),
        ["a matcher on a claim's header where the token may be missing"] = new(
            DiagnosticCodes.ClaimHeaderMatcher,
            Host(
                Sound.JwtOf(Sound.Provider("p", "audiences: [chat], claimsToHeaders: [{claim: role, header: x-role}]"), "validationPolicy: ALLOW_MISSING, ") + "\n" + Sound.Rbac,
                "prefix: /a, headers: [{name: §x-role, invertMatch: true}]"),
            "caller's own"),
        ["a matcher on a claim's header where the token's provider makes none"] = new(
            DiagnosticCodes.ClaimHeaderMatcher,
            Host(
                Sound.JwtOf(Sound.Provider("p", "audiences: [chat], claimsToHeaders: [{claim: role, header: x-role}]") + ", " + Sound.Provider("q")),
                "prefix: /a, headers: [{name: §x-role}]"),
            "default/vs:routes[0]"),
        ["a token that may be missing"] = new(
            DiagnosticCodes.TokenOptional, Host(Sound.JwtOf(Sound.Provider("p"), "§validationPolicy: ALLOW_MISSING, ")), "default/vs:routes[0]"),
        ["a token that may be missing or wrong"] = new(
            DiagnosticCodes.TokenOptional, Host(Sound.JwtOf(Sound.Provider("p"), "§validationPolicy: ALLOW_MISSING_OR_FAILED, ")), "default/vs:routes[0]"),
        ["a token that may be missing, as it was once written"] = new(
            DiagnosticCodes.TokenOptional, Host(Sound.JwtOf(Sound.Provider("p"), "§allowMissingOrFailedJwt: true, ")), "default/vs:routes[0]"),
        ["a token that may be missing, and rbac switched off"] = new(
            DiagnosticCodes.TokenOptional,
            Sound.Host(Sound.Route("prefix: /", "{rbac: {disable: true}}"), Sound.JwtOf(Sound.Provider("p"), "§validationPolicy: ALLOW_MISSING, ") + "\n" + Sound.Rbac),
            "default/vs:routes[0]"),
        ["a token that may be missing at two routes of three"] = new(
            DiagnosticCodes.TokenOptional,
            Sound.Host(
                Sound.Route("prefix: /a") + "\n" + Sound.Route("prefix: /b", "{" + Sound.Rbac + "}") + "\n" + Sound.Route("prefix: /c"),
                Sound.JwtOf(Sound.Provider("p"), "§validationPolicy: ALLOW_MISSING, ")),
            "default/vs:routes[0] and 1 more"),
        ["a route's provider in place of its host's"] = new(
            DiagnosticCodes.JwtReplaced, Replacing("jwtProvidersStaged: {afterExtAuth: §{providers: {" + Sound.Provider("q") + "}}}"), "tokens of p"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["a token that has to be there"] = Host(Sound.JwtOf(Sound.Provider("p"), "validationPolicy: REQUIRE_VALID, ")),
        ["a token that may be missing where claims are asked for"] = Host(Sound.JwtOf(Sound.Provider("p"), "validationPolicy: ALLOW_MISSING, ") + "\n" + Sound.Rbac),
        ["a token that may be missing where nobody may"] = Host(Sound.JwtOf(Sound.Provider("p"), "validationPolicy: ALLOW_MISSING, ") + "\nrbac: {}"),
        ["a token that may be missing where another may not"] = Host(
            "jwtStaged: {beforeExtAuth: {validationPolicy: ALLOW_MISSING, providers: {" + Sound.Provider("p") + "}}, afterExtAuth: {providers: {" + Sound.Provider("q") + "}}}"),
        ["a token that may be missing where nothing is forwarded"] = Sound.Host(
            "- {directResponseAction: {status: 200}}", Sound.JwtOf(Sound.Provider("p"), "validationPolicy: ALLOW_MISSING, ")),
        ["a matcher on a claim's header where every token makes one"] = Host(
            Sound.JwtOf(Sound.Provider("p", "audiences: [chat], claimsToHeaders: [{claim: role, header: role}]")), "prefix: /a, headers: [{name: role}]"),
        ["a matcher on another header"] = Host(
            Sound.JwtOf(Sound.Provider("p", "audiences: [chat], claimsToHeaders: [{claim: role, header: role}]")), "prefix: /a, headers: [{name: roles}]", "{jwt: {disable: true}}"),
        ["a route's provider beside its host's"] = Replacing(
            "jwtProvidersStaged: {afterExtAuth: {providers: {" + Sound.Provider("p") + ", " + Sound.Provider("q") + "}}}"),
        ["a route's provider of another stage"] = Replacing("jwtProvidersStaged: {beforeExtAuth: {providers: {" + Sound.Provider("q") + "}}}"),
    };

    private static string Host(string options, string matcher = "prefix: /", string routeOptions = "{}") => Sound.Host(Sound.Route(matcher, routeOptions), options);

    private static string Replacing(string jwt) => Sound.Host(Sound.Route("prefix: /", "{" + jwt + "}"), Sound.Jwt);
}
