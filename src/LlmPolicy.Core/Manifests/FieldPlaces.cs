namespace LlmPolicy.Manifests;

/// <summary>Where fields belong that are often written a level too high or too low.</summary>
internal static class FieldPlaces
{
    private static readonly (string Place, string[] Fields)[] Places =
    [
        ("virtualHost", ["domains", "routes"]),
        ("a virtualHost or a route", ["options"]),
        ("options", ["cors", "extauth", "headerManipulation", "jwt", "jwtStaged", "ratelimit", "rbac", "retries", "transformations", "waf"]),
        (
            "the options of a route",
            [
                "appendXForwardedHost", "autoHostRewrite", "hostRewrite", "hostRewriteHeader", "hostRewritePathRegex", "jwtProvidersStaged",
                "prefixRewrite", "regexRewrite", "timeout",
            ]),
        ("matchers", ["exact", "headers", "methods", "prefix", "queryParameters", "regex"]),
        ("routeAction", ["multi", "single", "upstreamGroup"]),
        ("routeAction.single", ["kube", "upstream"]),
        (
            "headerManipulation",
            ["requestHeadersToAdd", "requestHeadersToRemove", "responseHeadersToAdd", "responseHeadersToRemove"]),
        ("the jwt of a virtualHost's options, or a route's jwtProvidersStaged", ["providers", "validationPolicy"]),
        ("jwt.providers, under a name", ["audiences", "claimsToHeaders", "issuer", "jwks", "keepToken", "tokenSource"]),
        ("rbac", ["policies"]),
        ("rbac.policies, under a name", ["nestedClaimDelimiter", "permissions", "principals"]),
        ("principals[].jwtPrincipal", ["claims"]),
        ("static", ["hosts", "useTls"]),
    ];

    private static readonly Dictionary<string, string> ByField =
        Places.SelectMany(p => p.Fields.Select(f => (f, p.Place))).ToDictionary(p => p.f, p => p.Place);

    /// <summary>Where the field belongs; null where it is not known for being misplaced.</summary>
    public static string? Of(string field) => ByField.GetValueOrDefault(field);
}
