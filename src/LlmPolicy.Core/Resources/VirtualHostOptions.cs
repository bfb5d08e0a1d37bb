using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>virtualHost.options</c>.</summary>
internal sealed record VirtualHostOptions(
    StagedJwt<JwtExtension>? Jwt,
    RbacSettings? Rbac,
    HeaderManipulation? HeaderManipulation)
{
    public static VirtualHostOptions Read(ObjectReader o)
    {
        o.AtMostOne("jwt", "jwtStaged");
        o.Unsupported("retries");
        o.Unenforced(
            "bufferPerRoute", "cors", "corsPolicyMergeSettings", "csrf", "dlp", "extProc", "extProcEarly", "extProcLate", "extauth",
            "extensions", "includeAttemptCountInResponse", "includeRequestAttemptCount", "rateLimitConfigs", "rateLimitEarlyConfigs",
            "rateLimitRegularConfigs", "ratelimit", "ratelimitBasic", "ratelimitEarly", "ratelimitRegular", "stagedTransformations",
            "stats", "transformations", "waf");
        return new(
            StagedJwt<JwtExtension>.Read(o, "jwt", "jwtStaged", JwtExtension.Read),
            o.Object("rbac", RbacSettings.Read),
            o.Object("headerManipulation", HeaderManipulation.Read));
    }
}
