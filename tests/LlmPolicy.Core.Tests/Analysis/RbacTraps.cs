namespace LlmPolicy.Tests;

/// <summary>LLMP202x: who may.</summary>
internal static class RbacTraps
{
    private const string Never = DiagnosticCodes.NeverAllows;

    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["options with a guard that nothing refers to"] = new(
            DiagnosticCodes.UnreferredGuard,
            Sound.Host(Sound.Route("prefix: /"), Sound.Jwt)
                + "\n---\napiVersion: gateway.solo.io/v1\nkind: RouteOption\nmetadata: {name: §beside}\nspec: {options: {rbac: {policies: {}}}}\n",
            "RouteOption default/beside"),
        ["a value and what would be inside it"] = new(Never, Policy("nestedClaimDelimiter: ., " + Principal("a: x, §a.b: w")), "'a.b'"),
        ["a list asked of the issuer"] = new(Never, Policy(Principal("§iss: x", "LIST_CONTAINS")), "'iss' is a string"),
        ["true asked of the subject"] = new(Never, Policy(Principal("§sub: 'true'", "BOOLEAN")), "'sub' is a string"),
        ["true asked of the audience"] = new(Never, Policy(Principal("§aud: 'true'", "BOOLEAN")), "'aud' is a string or a list"),
        ["a string asked of the expiry"] = new(Never, Policy(Principal("§exp: '1700000000'")), "'exp' is a number"),
        ["a claim's regex with its end in the middle"] = new(Never, Policy(Principal("team: §'a$b'", "REGEX_MATCH")), "'$'"),
        ["an issuer that no provider has"] = new(Never, Policy(Principal("iss: §'https://q.example'")), "https://q.example"),
        ["claims asked for where tokens are switched off"] = new(
            Never, Sound.Host(Sound.Route("prefix: /", "{jwt: {§disable: true}}"), Sound.Jwt + "\n" + Sound.Rbac), "nobody passes"),
        ["a permission for another path"] = new(Never, Policy("permissions: {pathPrefix: §/other}, " + Principal("team: a"), "prefix: /chat"), "'/other'"),
        ["a permission for the path that it is rewritten to"] = new(
            Never,
            Sound.Host(
                Sound.Route("prefix: /chat/", "{prefixRewrite: /v1/, rbac: {policies: {a: {permissions: {pathPrefix: §/v1}, " + Principal("team: a") + "}}}}"), Sound.Jwt),
            "'/v1'"),
        ["a permission below an exact path"] = new(Never, Policy("permissions: {pathPrefix: §/chat/a}, " + Principal("team: a"), "exact: /chat"), "'/chat/a'"),
        ["a permission with the query of another path"] = new(
            Never, Policy("permissions: {pathPrefix: §'/chat?a=1'}, " + Principal("team: a"), "prefix: /chat/"), "'/chat?a=1'"),
        ["a permission without its slash"] = new(Never, Policy("permissions: {pathPrefix: §chat}, " + Principal("team: a"), "regex: '/.*'"), "'chat'"),
        ["a permission for methods that the matcher does not take"] = new(
            Never, Policy("permissions: {methods: [§POST, PUT]}, " + Principal("team: a"), "prefix: /, methods: [GET]"), "none of these methods"),
        ["a permission for a method in small letters"] = new(Never, Policy("permissions: {methods: [§get]}, " + Principal("team: a")), "'get'"),
        ["a string asked of groups"] = new(DiagnosticCodes.ClaimMatcher, Policy(Principal("§groups: a")), "'groups' is a list"),
        ["a regex asked of nested roles"] = new(
            DiagnosticCodes.ClaimMatcher, Policy("nestedClaimDelimiter: ., " + Principal("§realm_access.roles: a", "REGEX_MATCH")), "'realm_access.roles' is a list"),
        ["a list asked of the scope"] = new(DiagnosticCodes.ClaimMatcher, Policy(Principal("§scope: a", "LIST_CONTAINS")), "'scope' is a string"),
        ["a string asked of what is true or false"] = new(DiagnosticCodes.ClaimMatcher, Policy(Principal("§email_verified: 'true'")), "true or false"),
        ["a string asked of what another host asks for as a list"] = new(
            DiagnosticCodes.ClaimMatcher,
            Policy(Principal("§team: a")).Replace("'*'", "a.example")
                + Manifest.Service("b", "b.example", Sound.Route("prefix: /"), Sound.Jwt + "\n" + $"rbac: {{policies: {{a: {{{Principal("team: a", "LIST_CONTAINS")}}}}}}}"),
            "'team' is asked for as a string"),
        ["a route's rbac in place of its host's"] = new(
            DiagnosticCodes.RbacReplaced,
            Sound.Host(
                Sound.Route("prefix: /", "{rbac: §{policies: {a: {" + Principal("other: b") + "}}}}"), Sound.Jwt + "\n" + Sound.Rbac),
            "replaces all of the host's"),
        ["a name with a dot that is not cut"] = new(DiagnosticCodes.NestedClaim, Policy(Principal("§llms.huggingface: a", "LIST_CONTAINS")), "'llms.huggingface'"),
        ["a name with a dot that something else cuts"] = new(
            DiagnosticCodes.NestedClaim, Policy("nestedClaimDelimiter: ':', " + Principal("'a:b': c, §llms.openai: a")), "'llms.openai'"),
        ["a delimiter that cuts nothing"] = new(DiagnosticCodes.UnusedDelimiter, Policy("nestedClaimDelimiter: §., " + Principal("team: a")), "'.'")
        {
            Severity = DiagnosticSeverity.Note,
        },
        ["rbac switched off where a Secret is put on"] = new(
            DiagnosticCodes.RbacDisabled,
            Sound.Host(Sound.Route("prefix: /, methods: [GET]", "{rbac: {§disable: true}, " + Sound.Secret + "}"), Sound.Jwt + "\n" + Sound.Rbac), "default/key"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["two claims inside one object"] = Policy("nestedClaimDelimiter: ., " + Principal("a.b: x, a.c: w")),
        ["a claim whose name begins as another's"] = Policy(Principal("a: x, ab: w")),
        ["a value, and in another principal what would be inside it"] = Policy(
            "nestedClaimDelimiter: ., principals: [{jwtPrincipal: {claims: {a: x}}}, {jwtPrincipal: {claims: {a.b: z}}}]"),
        ["a registered name inside an object"] = Policy("nestedClaimDelimiter: ., " + Principal("act.exp: x")),
        ["a list asked of the audience"] = Policy(Principal("aud: chat", "LIST_CONTAINS")),
        ["the provider's issuer"] = Policy(Principal("iss: 'https://p.example'")),
        ["a part of the provider's issuer"] = Policy(Principal("iss: 'https://.*'", "REGEX_MATCH")),
        ["the route's provider"] = Policy("principals: [{jwtPrincipal: {provider: p}}]"),
        ["tokens and rbac switched off"] = Sound.Host(Sound.Route("prefix: /", "{jwt: {disable: true}, rbac: {disable: true}}"), Sound.Jwt + "\n" + Sound.Rbac),
        ["a permission below the matcher's prefix"] = Policy("permissions: {pathPrefix: /chat/a}, " + Principal("team: a"), "prefix: /chat"),
        ["a permission above the matcher's prefix"] = Policy("permissions: {pathPrefix: /}, " + Principal("team: a"), "prefix: /chat"),
        ["a permission in another spelling of a matcher that minds no case"] = Policy(
            "permissions: {pathPrefix: /CHAT}, " + Principal("team: a"), "prefix: /chat, caseSensitive: false"),
        ["a permission above an exact path"] = Policy("permissions: {pathPrefix: /ch}, " + Principal("team: a"), "exact: /chat"),
        ["a permission with a query"] = Policy("permissions: {pathPrefix: '/chat?a=1'}, " + Principal("team: a"), "exact: /chat"),
        ["a permission under a regex"] = Policy("permissions: {pathPrefix: /other}, " + Principal("team: a"), "regex: '/chat/.*'"),
        ["a host's permission for one of its routes"] = Sound.Host(
            Sound.Route("prefix: /a") + "\n" + Sound.Route("prefix: /b"),
            Sound.Jwt + "\nrbac: {policies: {a: {permissions: {pathPrefix: /b, methods: [POST]}, " + Principal("team: a") + "}}}"),
        ["a method that the matcher takes too"] = Policy("permissions: {methods: [PUT, GET]}, " + Principal("team: a"), "prefix: /, methods: [GET]"),
        ["groups as a list"] = Policy(Principal("groups: a", "LIST_CONTAINS")),
        ["groups either way"] = Policy("principals: [{jwtPrincipal: {claims: {groups: a}}}, {jwtPrincipal: {claims: {groups: a}, matcher: LIST_CONTAINS}}]"),
        ["the scope as a regex"] = Policy(Principal("scope: '(.* )?chat( .*)?'", "REGEX_MATCH")),
        ["a boolean"] = Policy(Principal("email_verified: 'true'", "BOOLEAN")),
        ["a host's rbac that nobody passes, opened by its route's"] = Sound.Host(
            Sound.Route("prefix: /", "{" + Sound.Rbac + "}"), Sound.Jwt + "\nrbac: {}"),
        ["a nested name"] = Policy("nestedClaimDelimiter: ., " + Principal("llms.huggingface: a", "LIST_CONTAINS")),
        ["a name that is an address"] = Policy(Principal("'https://chat.example/plan': a")),
        ["a name of Kubernetes'"] = Policy(Principal("kubernetes.io/namespace: a")),
        ["rbac switched off where no Secret is"] = Sound.Host(Sound.Route("prefix: /", "{rbac: {disable: true}}"), Sound.Jwt + "\n" + Sound.Rbac),
    };

    private static string Principal(string claims, string matcher = "EXACT_STRING") => $"principals: [{{jwtPrincipal: {{claims: {{{claims}}}, matcher: {matcher}}}}}]";

    private static string Policy(string policy, string matcher = "prefix: /") =>
        Sound.Host(Sound.Route(matcher), Sound.Jwt + $"\nrbac: {{policies: {{a: {{{policy}}}}}}}");
}
