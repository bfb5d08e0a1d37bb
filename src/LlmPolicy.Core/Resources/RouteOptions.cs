using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>routes[].options</c>.</summary>
internal sealed record RouteOptions(
    RouteJwt? Jwt,
    RbacSettings? Rbac,
    HeaderManipulation? HeaderManipulation,
    Text? PrefixRewrite,
    RegexRewrite? RegexRewrite,
    HostRewriteOptions? HostRewrite,
    bool? AppendXForwardedHost,
    TimeSpan? Timeout,
    RetryOptions? Retries,
    TimeSpan? IdleTimeout,
    MaxStreamDuration? MaxStreamDuration,
    IReadOnlyList<UpgradeOptions> Upgrades)
{
    /// <summary>Where <c>cors</c> stands, which is not carried out here; null without it.</summary>
    public SourcePosition? Cors { get; init; }

    /// <summary>Where <c>ratelimit</c> or <c>rateLimitConfigs</c> stands, which are not carried out here; null without them.</summary>
    public SourcePosition? RateLimit { get; init; }

    public static readonly RouteOptions None = new(null, null, null, null, null, null, null, null, null, null, null, []);

    public static RouteOptions Read(ObjectReader o)
    {
        o.Unenforced(OffSwitch.Disable, "extauth");
        o.Unenforced(OffSwitch.Disabled, "bufferPerRoute", "extProc", "extProcEarly", "extProcLate", "waf");
        o.Unenforced(OffSwitch.DisableForRoute, "cors");
        o.Unenforced(
            "ai", "csrf", "dlp", "extensions", "faults", "lbHash", "rateLimitConfigs", "rateLimitEarlyConfigs", "rateLimitRegularConfigs", "ratelimit", "ratelimitBasic",
            "ratelimitEarly", "ratelimitRegular", "shadowing", "stagedTransformations", "transformations");

        // What is observed, and what only other filters of Envoy's look at.
        o.Ignored(FieldShape.Object, "envoyMetadata", "tracing");
        return new(
            RouteJwt.Read(o),
            o.Object("rbac", RbacSettings.Read),
            o.Object("headerManipulation", HeaderManipulation.Read),
            o.String("prefixRewrite"),
            o.Object("regexRewrite", RegexRewrite.Read),
            HostRewriteOptions.Read(o),
            o.Boolean("appendXForwardedHost"),
            o.Duration("timeout"),
            o.Object("retries", RetryOptions.Read),
            o.Duration("idleTimeout"),
            o.Object("maxStreamDuration", Resources.MaxStreamDuration.Read),
            o.List("upgrades", UpgradeOptions.Read))
        {
            Cors = o.Has("cors") ? o.PositionOf("cors") : null,
            RateLimit = o.Has("ratelimit") ? o.PositionOf("ratelimit") : o.Has("rateLimitConfigs") ? o.PositionOf("rateLimitConfigs") : null,
        };
    }

    /// <summary>These options, and where they leave something unset, the others' (a parent route's, or those referred to).</summary>
    public RouteOptions Over(RouteOptions? others) => others is null ? this : new(
        Jwt ?? others.Jwt,
        Rbac ?? others.Rbac,
        HeaderManipulation ?? others.HeaderManipulation,
        PrefixRewrite ?? others.PrefixRewrite,
        RegexRewrite ?? others.RegexRewrite,
        HostRewrite ?? others.HostRewrite,
        AppendXForwardedHost ?? others.AppendXForwardedHost,
        Timeout ?? others.Timeout,
        Retries ?? others.Retries,
        IdleTimeout ?? others.IdleTimeout,
        MaxStreamDuration ?? others.MaxStreamDuration,
        Upgrades.Count > 0 ? Upgrades : others.Upgrades)
    {
        Cors = Cors ?? others.Cors,
        RateLimit = RateLimit ?? others.RateLimit,
    };
}
