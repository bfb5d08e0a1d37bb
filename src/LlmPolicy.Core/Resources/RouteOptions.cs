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
    public ExtAuthExtension? ExtAuth { get; init; }

    public CorsSettings? Cors { get; init; }

    public CsrfSettings? Csrf { get; init; }

    public FaultSettings? Faults { get; init; }

    public RequestTransform? Transformations { get; init; }

    public StagedTransformations? StagedTransformations { get; init; }

    /// <summary>Where <c>ratelimit</c> or <c>rateLimitConfigs</c> stands, which are not carried out here; null without them.</summary>
    public SourcePosition? RateLimit { get; init; }

    /// <summary><c>ratelimit</c>, <c>ratelimitEarly</c> and <c>ratelimitRegular</c>.</summary>
    public RateLimitStages RateLimits { get; init; } = RateLimitStages.None;

    /// <summary><c>rateLimitConfigs</c>, its twins, and <c>ratelimitBasic</c>.</summary>
    public LimitReferences LimitReferences { get; init; } = LimitReferences.None;

    /// <summary>Where <c>lbHash</c> stands, which says which of an Upstream's hosts gets a request; null without it.</summary>
    public SourcePosition? LbHash { get; init; }

    /// <summary>Where <c>shadowing</c> stands, which is not carried out here; null without it.</summary>
    public SourcePosition? Shadowing { get; init; }

    public static readonly RouteOptions None = new(null, null, null, null, null, null, null, null, null, null, null, []);

    public static RouteOptions Read(ObjectReader o)
    {
        o.Unenforced(OffSwitch.Disabled, "extProc", "extProcEarly", "extProcLate", "waf");
        o.Unenforced(OffSwitch.NoAnswers, "dlp");
        o.Unenforced(OffSwitch.NoConfigs, "extensions");
        o.LeftOut(FieldShape.Object, "ai", "Gloo has it for the Kubernetes Gateway API, and for no route of a VirtualService", OffSwitch.Nothing);
        o.LeftOut(FieldShape.Object, "bufferPerRoute", BufferSettings.Words, OffSwitch.Disabled);
        var shadowing = Resources.Shadowing.Check(o);
        o.LeftOut(FieldShape.Object, "shadowing", "no copy of a request is sent");
        o.Ignored(FieldShape.Object, "lbHash");

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
            ExtAuth = ExtAuthExtension.Read(o, "extauth"),
            Cors = o.Object("cors", CorsSettings.Read),
            Csrf = o.Object("csrf", CsrfSettings.Read),
            Faults = o.Object("faults", FaultSettings.Read),
            Transformations = o.Object("transformations", FormerTransformations.Read),
            StagedTransformations = o.Object("stagedTransformations", Resources.StagedTransformations.Read),
            LbHash = o.Has("lbHash") ? o.PositionOf("lbHash") : null,
            Shadowing = shadowing,
            RateLimit = o.Has("ratelimit") ? o.PositionOf("ratelimit") : o.Has("rateLimitConfigs") ? o.PositionOf("rateLimitConfigs") : null,
            RateLimits = RateLimitStages.Read(o, "ratelimit", "ratelimitEarly", "ratelimitRegular", RateLimitSettings.ReadOfRoute),
            LimitReferences = LimitReferences.Read(o),
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
        ExtAuth = ExtAuth ?? others.ExtAuth,
        Cors = Cors ?? others.Cors,
        Csrf = Csrf ?? others.Csrf,
        Faults = Faults ?? others.Faults,
        Transformations = Transformations ?? others.Transformations,
        StagedTransformations = StagedTransformations ?? others.StagedTransformations,
        RateLimit = RateLimit ?? others.RateLimit,
        RateLimits = RateLimits.Over(LimitReferences.Without(others.RateLimits)),
        LimitReferences = LimitReferences.Over(others.LimitReferences, RateLimits),
        LbHash = LbHash ?? others.LbHash,
        Shadowing = Shadowing ?? others.Shadowing,
    };
}

/// <summary><c>gateway.solo.io/v1 RouteOption</c>: options that routes refer to.</summary>
internal sealed record RouteOption(Metadata Metadata, RouteOptions? Options) : Resource(Metadata)
{
    public static RouteOption Read(Metadata metadata, ObjectReader o)
    {
        // targetRefs attach to routes of the Kubernetes Gateway API, which no VirtualService has.
        o.Ignored(FieldShape.Objects, "targetRefs");
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.Object("options", RouteOptions.Read));
    }
}

/// <summary><c>regexRewrite</c>, <c>hostRewritePathRegex</c>: a pattern and a substitution with <c>\1</c>.</summary>
internal sealed record RegexRewrite(Text Regex, Text? Substitution, SourcePosition Position)
{
    public static RegexRewrite Read(ObjectReader o)
    {
        var regex = o.Object("pattern", ReadPattern);
        return new(regex ?? new Text("", o.Position), o.String("substitution"), o.Position);
    }

    private static Text ReadPattern(ObjectReader o)
    {
        // RE2's program size: a limit of Envoy's engine, which no engine here has.
        o.Ignored(FieldShape.Object, "googleRe2");
        return o.String("regex") ?? new Text("", o.Position);
    }
}

/// <summary>How a route rewrites <c>Host</c>. One of the four.</summary>
internal sealed record HostRewriteOptions(Text? HostRewrite, bool AutoHostRewrite, Text? HostRewriteHeader, RegexRewrite? HostRewritePathRegex)
{
    public static HostRewriteOptions? Read(ObjectReader o)
    {
        string[] names = ["hostRewrite", "autoHostRewrite", "hostRewritePathRegex", "hostRewriteHeader"];
        o.LastOf(names);
        var options = new HostRewriteOptions(
            o.String("hostRewrite"),
            o.Boolean("autoHostRewrite") ?? false,
            o.String("hostRewriteHeader"),
            o.Object("hostRewritePathRegex", RegexRewrite.Read));
        return names.Any(o.Has) ? options : null;
    }
}

/// <summary><c>retries</c> of a route or a virtual host.</summary>
internal sealed record RetryOptions(
    Text? RetryOn, uint? NumRetries, TimeSpan? PerTryTimeout, RetryBackOff? RetryBackOff, IReadOnlyList<uint> RetriableStatusCodes)
{
    public static RetryOptions Read(ObjectReader o)
    {
        // The hosts of an Upstream have one priority here: there is none to avoid.
        o.Ignored(FieldShape.Object, "previousPriorities");
        o.LeftOut(FieldShape.Object, "rateLimitedRetryBackOff", "a retry waits as retryBackOff says");
        return new(
            o.String("retryOn"),
            o.UInt32("numRetries"),
            o.Duration("perTryTimeout"),
            o.Object("retryBackOff", Resources.RetryBackOff.Read),
            o.UInt32s("retriableStatusCodes"));
    }
}

/// <summary><c>retries.retryBackOff</c>.</summary>
internal sealed record RetryBackOff(TimeSpan? BaseInterval, TimeSpan? MaxInterval, SourcePosition Position)
{
    public static RetryBackOff Read(ObjectReader o) => new(o.Duration("baseInterval"), o.Duration("maxInterval"), o.Position);
}

/// <summary><c>maxStreamDuration</c> of a route.</summary>
internal sealed record MaxStreamDuration(TimeSpan? Limit)
{
    public static MaxStreamDuration Read(ObjectReader o)
    {
        o.Unsupported("grpcTimeoutHeaderMax", "grpcTimeoutHeaderOffset");
        return new(o.Duration("maxStreamDuration"));
    }
}

/// <summary>An entry of <c>upgrades</c>: whether a route takes WebSockets.</summary>
internal sealed record UpgradeOptions(UpgradeOptions.Spec? WebSocket, SourcePosition Position)
{
    public static UpgradeOptions Read(ObjectReader o)
    {
        o.LastOf("websocket", "connect", "connectTerminate");
        const string Remedy = "Remove it: plain CONNECT is never forwarded. A WebSocket over HTTP/2 needs no entry.";
        o.Refused("connect", Remedy);
        o.Refused("connectTerminate", Remedy);
        if (!o.Has("websocket") && !o.Has("connect") && !o.Has("connectTerminate"))
        {
            o.Invalid(o.Position, "An entry of upgrades needs a protocol.", "Write websocket: {enabled: true}, or false.");
        }

        return new(o.Object("websocket", Spec.Read), o.Position);
    }

    /// <summary>Unset <c>enabled</c> is on.</summary>
    internal sealed record Spec(bool Enabled)
    {
        public static Spec Read(ObjectReader o) => new(o.Boolean("enabled") ?? true);
    }
}

/// <summary><c>shadowing</c>, as far as Gloo checks it: a copy of each request for another Upstream.</summary>
internal static class Shadowing
{
    /// <summary>Where it stands; null without it.</summary>
    public static SourcePosition? Check(ObjectReader o)
    {
        if (o.Node("shadowing") is not MapNode shadow)
        {
            return null;
        }

        if (Member(shadow, "upstream") is not MapNode)
        {
            o.Invalid(shadow.Position, "shadowing needs an upstream.", "Name the Upstream, or remove shadowing: no copy is sent here.");
        }

        if (Member(shadow, "percentage") is ScalarNode { IsNull: false } percentage && PlainScalar.AsDecimal(percentage.Text) is null or > 100)
        {
            o.Invalid(percentage.Position, "A percentage is a number from 0 to 100.");
        }

        return o.PositionOf("shadowing");
    }

    private static ManifestNode? Member(MapNode map, string name) => map.Entries.FirstOrDefault(e => e.Key.Text == name).Value;
}

/// <summary><c>bufferPerRoute</c>: Gloo buffers requests only where a Gateway says so, and no Gateway is read here.</summary>
internal static class BufferSettings
{
    public const string Words = "Gloo buffers only where a Gateway's httpGateway.options.buffer asks for it, which is not read here";
}
