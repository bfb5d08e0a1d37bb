using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>routes[].options</c>.</summary>
internal sealed record RouteOptions(
    StagedJwt<JwtRouteExtension>? Jwt,
    StagedJwt<JwtExtension>? JwtProvidersStaged,
    RbacSettings? Rbac,
    HeaderManipulation? HeaderManipulation,
    Text? PrefixRewrite,
    RegexRewrite? RegexRewrite,
    Text? HostRewrite,
    bool AutoHostRewrite,
    Text? HostRewriteHeader,
    RegexRewrite? HostRewritePathRegex,
    bool AppendXForwardedHost)
{
    public static RouteOptions Read(ObjectReader o)
    {
        o.AtMostOne("jwt", "jwtStaged", "jwtProvidersStaged");
        o.AtMostOne("prefixRewrite", "regexRewrite");
        o.AtMostOne("hostRewrite", "autoHostRewrite", "hostRewriteHeader", "hostRewritePathRegex");
        o.Unsupported("timeout", "retries", "idleTimeout", "maxStreamDuration", "upgrades");
        o.Unenforced(
            "ai", "bufferPerRoute", "cors", "csrf", "dlp", "envoyMetadata", "extProc", "extProcEarly", "extProcLate", "extauth", "extensions",
            "faults", "lbHash", "rateLimitConfigs", "rateLimitEarlyConfigs", "rateLimitRegularConfigs", "ratelimit", "ratelimitBasic",
            "ratelimitEarly", "ratelimitRegular", "shadowing", "stagedTransformations", "tracing", "transformations", "waf");
        return new(
            StagedJwt<JwtRouteExtension>.Read(o, "jwt", "jwtStaged", JwtRouteExtension.Read),
            StagedJwt<JwtExtension>.ReadStaged(o, "jwtProvidersStaged", JwtExtension.Read),
            o.Object("rbac", RbacSettings.Read),
            o.Object("headerManipulation", HeaderManipulation.Read),
            o.String("prefixRewrite"),
            o.Object("regexRewrite", RegexRewrite.Read),
            o.String("hostRewrite"),
            o.Boolean("autoHostRewrite") ?? false,
            o.String("hostRewriteHeader"),
            o.Object("hostRewritePathRegex", RegexRewrite.Read),
            o.Boolean("appendXForwardedHost") ?? false);
    }
}
