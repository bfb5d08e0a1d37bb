using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>What guards a route, of its own options and its host's: the tokens asked for, stage by stage, and RBAC.</summary>
internal sealed record RouteGuards(StagedJwt<JwtExtension> Jwt, RbacSettings? Rbac)
{
    /// <summary>The <c>extauth</c> in force; null for none. Weighted destinations may have others.</summary>
    public ExtAuthExtension? ExtAuth { get; private init; }

    public IEnumerable<JwtExtension> Stages => new[] { Jwt.BeforeExtAuth, Jwt.AfterExtAuth }.OfType<JwtExtension>();

    /// <summary>A route's providers replace those of its host's stage, and its <c>rbac</c> its host's whole.</summary>
    public static RouteGuards Of(RouteOptions route, VirtualHostOptions host)
    {
        var (stages, providers) = (route.Jwt?.Stages, route.Jwt?.Providers);
        return new(
            new(
                Stage(host.Jwt?.BeforeExtAuth, stages?.BeforeExtAuth, providers?.BeforeExtAuth),
                Stage(host.Jwt?.AfterExtAuth, stages?.AfterExtAuth, providers?.AfterExtAuth)),
            route.Rbac ?? host.Rbac)
        {
            ExtAuth = route.ExtAuth is { IsEmpty: false } own ? own : host.ExtAuth,
        };
    }

    private static JwtExtension? Stage(JwtExtension? host, JwtRouteExtension? route, JwtExtension? own) =>
        own ?? (route is { Disable: true } ? null : host);
}
