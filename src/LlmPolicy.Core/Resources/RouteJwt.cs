using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>A route's word on tokens: stages switched off, or providers of its own. One of both.</summary>
internal sealed record RouteJwt(StagedJwt<JwtRouteExtension>? Stages, StagedJwt<JwtExtension>? Providers)
{
    public static RouteJwt? Read(ObjectReader o)
    {
        o.AtMostOne("jwt", "jwtStaged", "jwtProvidersStaged");
        var stages = StagedJwt<JwtRouteExtension>.Read(o, "jwt", "jwtStaged", JwtRouteExtension.Read);
        var providers = StagedJwt<JwtExtension>.ReadStaged(o, "jwtProvidersStaged", JwtExtension.Read);
        return stages is null && providers is null ? null : new(stages, providers);
    }
}
