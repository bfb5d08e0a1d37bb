using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>virtualHost.options</c>.</summary>
internal sealed record VirtualHostOptions(
    StagedJwt<JwtExtension>? Jwt,
    RbacSettings? Rbac,
    HeaderManipulation? HeaderManipulation,
    RetryOptions? Retries)
{
    public ExtAuthExtension? ExtAuth { get; init; }

    public CorsSettings? Cors { get; init; }

    public CorsMerging? CorsMerging { get; init; }

    /// <summary><c>ratelimit</c>, <c>ratelimitEarly</c> and <c>ratelimitRegular</c>.</summary>
    public RateLimitStages RateLimits { get; init; } = RateLimitStages.None;

    /// <summary><c>rateLimitConfigs</c>, its twins, and <c>ratelimitBasic</c>.</summary>
    public LimitReferences LimitReferences { get; init; } = LimitReferences.None;

    public CsrfSettings? Csrf { get; init; }

    public RequestTransform? Transformations { get; init; }

    public StagedTransformations? StagedTransformations { get; init; }

    public static readonly VirtualHostOptions None = new(null, null, null, null);

    /// <summary>These options, and where they leave something unset, the others' (those referred to).</summary>
    public VirtualHostOptions Over(VirtualHostOptions? others) =>
        others is null ? this : new(
            Jwt ?? others.Jwt, Rbac ?? others.Rbac, HeaderManipulation ?? others.HeaderManipulation, Retries ?? others.Retries)
        {
            ExtAuth = ExtAuth ?? others.ExtAuth,
            Cors = Cors ?? others.Cors,
            CorsMerging = CorsMerging ?? others.CorsMerging,
            RateLimits = RateLimits.Over(LimitReferences.Without(others.RateLimits)),
            LimitReferences = LimitReferences.Over(others.LimitReferences, RateLimits),
            Csrf = Csrf ?? others.Csrf,
            Transformations = Transformations ?? others.Transformations,
            StagedTransformations = StagedTransformations ?? others.StagedTransformations,
        };

    public static VirtualHostOptions Read(ObjectReader o)
    {
        o.AtMostOne("jwt", "jwtStaged");
        o.Unenforced(OffSwitch.Disabled, "extProc", "extProcEarly", "extProcLate", "waf");
        o.Unenforced(OffSwitch.NoAnswers, "dlp");
        o.Unenforced(OffSwitch.NoConfigs, "extensions");
        o.LeftOut(FieldShape.Object, "bufferPerRoute", BufferSettings.Words, OffSwitch.Disabled);
        o.LeftOut(FieldShape.Boolean, "includeAttemptCountInResponse", "answers have no x-envoy-attempt-count", OffSwitch.False);
        o.LeftOut(FieldShape.Boolean, "includeRequestAttemptCount", "upstreams get no x-envoy-attempt-count", OffSwitch.False);
        o.Ignored(FieldShape.Object, "stats");
        return new(
            StagedJwt<JwtExtension>.Read(o, "jwt", "jwtStaged", JwtExtension.Read),
            o.Object("rbac", RbacSettings.Read),
            o.Object("headerManipulation", HeaderManipulation.Read),
            o.Object("retries", RetryOptions.Read))
        {
            ExtAuth = ExtAuthExtension.Read(o, "extauth"),
            Cors = o.Object("cors", CorsSettings.Read),
            Csrf = o.Object("csrf", CsrfSettings.Read),
            Transformations = o.Object("transformations", FormerTransformations.Read),
            StagedTransformations = o.Object("stagedTransformations", Resources.StagedTransformations.Read),
            CorsMerging = o.Object("corsPolicyMergeSettings", Resources.CorsMerging.Read),
            RateLimits = RateLimitStages.Read(o, "ratelimit", "ratelimitEarly", "ratelimitRegular", RateLimitSettings.ReadOfHost),
            LimitReferences = LimitReferences.Read(o),
        };
    }
}

/// <summary><c>gateway.solo.io/v1 VirtualHostOption</c>: options that virtual hosts refer to.</summary>
internal sealed record VirtualHostOption(Metadata Metadata, VirtualHostOptions? Options) : Resource(Metadata)
{
    public static VirtualHostOption Read(Metadata metadata, ObjectReader o)
    {
        // targetRefs attach to listeners of the Kubernetes Gateway API, which no VirtualService is.
        o.Ignored(FieldShape.Objects, "targetRefs");
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.Object("options", VirtualHostOptions.Read));
    }
}
