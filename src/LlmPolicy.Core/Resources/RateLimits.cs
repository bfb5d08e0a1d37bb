using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>What a route or a host asks of rate limits, in three stages of which each is a field of its own.</summary>
/// <param name="Usual"><c>ratelimit</c>.</param>
/// <param name="Early"><c>ratelimitEarly</c>.</param>
/// <param name="Regular"><c>ratelimitRegular</c>.</param>
internal sealed record RateLimitStages(RateLimitSettings? Usual, RateLimitSettings? Early, RateLimitSettings? Regular)
{
    public const string UsualField = "ratelimit";
    public const string EarlyField = "ratelimitEarly";
    public const string RegularField = "ratelimitRegular";

    public static readonly RateLimitStages None = new(null, null, null);

    /// <summary>The bucket; Gloo takes it in the first two alone, and in one of them.</summary>
    public LocalRateLimitSettings? Local => Usual?.Local ?? Early?.Local;

    /// <summary>Reads the fields of a host or a route.</summary>
    /// <param name="o">Its options.</param>
    /// <param name="usual">The first field's name, and so on.</param>
    /// <param name="early">The second's.</param>
    /// <param name="regular">The third's.</param>
    /// <param name="read">Reads one of them.</param>
    public static RateLimitStages Read(ObjectReader o, string usual, string early, string regular, Func<ObjectReader, RateLimitSettings> read)
    {
        RateLimitStages stages = new(o.Object(usual, read), o.Object(early, read), o.Object(regular, read));
        if (stages is { Usual.Local: not null, Early.Local: { } second })
        {
            o.Error(DiagnosticCodes.OneOf, second.Position, "'localRatelimit' is in ratelimit already.", "Keep one of them.");
        }

        if (stages.Regular?.Local is { } late)
        {
            o.Error(DiagnosticCodes.RateLimit, late.Position, "ratelimitRegular can't have localRatelimit: it counts before any token is asked for.", "Move it to ratelimit, or to ratelimitEarly.");
        }

        return stages;
    }

    public RateLimitStages Over(RateLimitStages others) => new(Usual ?? others.Usual, Early ?? others.Early, Regular ?? others.Regular);
}

/// <summary><c>ratelimit</c>, and the fields that are like it.</summary>
internal sealed record RateLimitSettings(LocalRateLimitSettings? Local, IReadOnlyList<RateLimitActions> RateLimits, bool IncludeVhRateLimits, SourcePosition Position)
{
    public static RateLimitSettings ReadOfHost(ObjectReader o) =>
        new(o.Object("localRatelimit", LocalRateLimitSettings.Read), o.List("rateLimits", RateLimitActions.Read), false, o.Position);

    public static RateLimitSettings ReadOfRoute(ObjectReader o) => ReadOfHost(o) with { IncludeVhRateLimits = o.Boolean("includeVhRateLimits") ?? false };
}

/// <summary><c>localRatelimit</c>.</summary>
internal sealed record LocalRateLimitSettings(uint MaxTokens, uint TokensPerFill, TimeSpan FillInterval, SourcePosition Position)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    public static LocalRateLimitSettings Read(ObjectReader o)
    {
        LocalRateLimitSettings read = new(o.UInt32("maxTokens") ?? 0, o.UInt32("tokensPerFill") ?? 1, o.Duration("fillInterval") ?? TimeSpan.FromSeconds(1), o.Position);
        if (read.MaxTokens < 1 || read.TokensPerFill < 1 || read.FillInterval < Shortest)
        {
            o.Error(
                DiagnosticCodes.RateLimit, o.Position, "localRatelimit needs maxTokens and tokensPerFill of 1 or more, and a fillInterval of 50 ms or more.",
                "As maxTokens: 100, tokensPerFill: 100, fillInterval: 1s.");
        }

        return read;
    }
}

/// <summary>An entry of <c>rateLimits</c>: each list of actions gives a descriptor, or none.</summary>
internal sealed record RateLimitActions(IReadOnlyList<RateLimitAction> Actions, IReadOnlyList<RateLimitAction> SetActions, MetadataKey? Limit, SourcePosition Position)
{
    private enum CountedType
    {
        Request,
        Token,
    }

    private static readonly Dictionary<string, CountedType> Types = new(StringComparer.Ordinal) { ["REQUEST"] = CountedType.Request, ["TOKEN"] = CountedType.Token };

    public static RateLimitActions Read(ObjectReader o)
    {
        if (o.Enum("type", Types) == CountedType.Token)
        {
            o.Error(
                DiagnosticCodes.RateLimit, o.PositionOf("type"), "A rate limit counts requests: tokens of a model are not known before the answer.",
                "For tokens write a TokenBudget, which reserves them (docs/budgets.md).");
        }

        return new(o.List("actions", RateLimitAction.Read), o.List("setActions", RateLimitAction.Read), o.Object("limit", RateLimitOverride.Read)?.DynamicMetadata?.MetadataKey, o.Position);
    }
}

/// <summary><c>limit</c>: where a limit of the caller's own stands.</summary>
internal sealed record RateLimitOverride(DynamicMetadata? DynamicMetadata)
{
    public static RateLimitOverride Read(ObjectReader o) => new(o.Object("dynamicMetadata", Resources.DynamicMetadata.Read));
}

/// <summary><c>limit.dynamicMetadata</c>.</summary>
internal sealed record DynamicMetadata(MetadataKey? MetadataKey)
{
    public static DynamicMetadata Read(ObjectReader o) => new(o.RequiredObject("metadataKey", Resources.MetadataKey.Read));
}

/// <summary>An action, of one kind.</summary>
internal abstract record RateLimitAction(SourcePosition Position)
{
    private static readonly string[] Kinds = ["sourceCluster", "destinationCluster", "requestHeaders", "remoteAddress", "genericKey", "headerValueMatch", "metadata"];

    public static RateLimitAction Read(ObjectReader o)
    {
        // What agentgateway alone reads.
        o.Unsupported("cel");
        o.LastOf(Kinds);
        var read = new RateLimitAction?[]
        {
            o.Object("sourceCluster", SourceCluster.ReadOne),
            o.Object("destinationCluster", DestinationCluster.ReadOne),
            o.Object("requestHeaders", RequestHeaders.ReadOne),
            o.Object("remoteAddress", RemoteAddress.ReadOne),
            o.Object("genericKey", GenericKey.ReadOne),
            o.Object("headerValueMatch", HeaderValueMatch.ReadOne),
            o.Object("metadata", Metadata.ReadOne),
        };
        if (Array.FindLast(read, action => action is not null) is { } action)
        {
            return action;
        }

        if (!o.Has("cel"))
        {
            o.Error(DiagnosticCodes.RateLimit, o.Position, "An action needs a kind.", $"One of {string.Join(", ", Kinds)}.");
        }

        return new SourceCluster(o.Position);
    }

    /// <summary>A text that has to be there, and hold something.</summary>
    private static Text Needed(ObjectReader o, Text? text, string action, string name)
    {
        if (text is not { Value.Length: > 0 })
        {
            o.Error(DiagnosticCodes.RateLimit, o.PositionOf(name), $"The action {action} needs {name}.");
        }

        return text ?? new Text("", o.Position);
    }

    internal sealed record SourceCluster(SourcePosition Position) : RateLimitAction(Position)
    {
        public static SourceCluster ReadOne(ObjectReader o) => new(o.Position);
    }

    internal sealed record DestinationCluster(SourcePosition Position) : RateLimitAction(Position)
    {
        public static DestinationCluster ReadOne(ObjectReader o) => new(o.Position);
    }

    internal sealed record RequestHeaders(Text HeaderName, Text DescriptorKey, SourcePosition Position) : RateLimitAction(Position)
    {
        public static RequestHeaders ReadOne(ObjectReader o) => new(
            Needed(o, o.String("headerName"), "requestHeaders", "headerName"), Needed(o, o.String("descriptorKey"), "requestHeaders", "descriptorKey"), o.Position);
    }

    internal sealed record RemoteAddress(SourcePosition Position) : RateLimitAction(Position)
    {
        public static RemoteAddress ReadOne(ObjectReader o) => new(o.Position);
    }

    internal sealed record GenericKey(Text DescriptorValue, SourcePosition Position) : RateLimitAction(Position)
    {
        public static GenericKey ReadOne(ObjectReader o) => new(Needed(o, o.String("descriptorValue"), "genericKey", "descriptorValue"), o.Position);
    }

    internal sealed record HeaderValueMatch(Text DescriptorValue, bool ExpectMatch, IReadOnlyList<RateLimitHeader> Headers, SourcePosition Position) : RateLimitAction(Position)
    {
        public static HeaderValueMatch ReadOne(ObjectReader o)
        {
            HeaderValueMatch read = new(
                Needed(o, o.String("descriptorValue"), "headerValueMatch", "descriptorValue"), o.Boolean("expectMatch") ?? true, o.List("headers", RateLimitHeader.Read), o.Position);
            if (read.Headers.Count == 0)
            {
                o.Error(DiagnosticCodes.RateLimit, o.PositionOf("headers"), "The action headerValueMatch needs headers.");
            }

            return read;
        }
    }

    internal sealed record Metadata(Text DescriptorKey, MetadataKey Key, Text? DefaultValue, bool IsOfRoute, SourcePosition Position) : RateLimitAction(Position)
    {
        private enum Source
        {
            Dynamic,
            RouteEntry,
        }

        private static readonly Dictionary<string, Source> Sources = new(StringComparer.Ordinal) { ["DYNAMIC"] = Source.Dynamic, ["ROUTE_ENTRY"] = Source.RouteEntry };

        public static Metadata ReadOne(ObjectReader o)
        {
            var key = o.Object("metadataKey", MetadataKey.Read);
            if (key is null)
            {
                o.Error(DiagnosticCodes.RateLimit, o.Position, "The action metadata needs metadataKey.", "For a claim: key: envoy.filters.http.jwt_authn, path: [{key: principal}, {key: sub}].");
            }

            return new(
                Needed(o, o.String("descriptorKey"), "metadata", "descriptorKey"), key ?? new MetadataKey(new Text("", o.Position), [], o.Position), o.String("defaultValue"),
                o.Enum("source", Sources) == Source.RouteEntry, o.Position);
        }
    }
}

/// <summary><c>metadataKey</c>: a namespace and a path in it.</summary>
internal sealed record MetadataKey(Text Key, IReadOnlyList<MetadataSegment> Path, SourcePosition Position)
{
    public static MetadataKey Read(ObjectReader o)
    {
        MetadataKey read = new(o.Required("key"), o.List("path", MetadataSegment.Read), o.Position);
        if (read.Path.Count == 0)
        {
            o.Error(DiagnosticCodes.RateLimit, o.PositionOf("path"), "metadataKey needs a path of one key or more.", "For a claim: path: [{key: principal}, {key: sub}].");
        }

        return read;
    }
}

/// <summary><c>metadataKey.path[]</c>.</summary>
internal sealed record MetadataSegment(Text Key)
{
    public static MetadataSegment Read(ObjectReader o) => new(o.Required("key"));
}

/// <summary><c>headerValueMatch.headers[]</c>.</summary>
internal sealed record RateLimitHeader(
    Text Name, Text? Exact, Text? Regex, RateLimitRange? Range, bool? Present, Text? Prefix, Text? Suffix, bool InvertMatch, SourcePosition Position)
{
    public static RateLimitHeader Read(ObjectReader o)
    {
        o.LastOf("exactMatch", "regexMatch", "rangeMatch", "presentMatch", "prefixMatch", "suffixMatch");
        return new(
            o.Required("name"),
            o.String("exactMatch"),
            o.String("regexMatch"),
            o.Object("rangeMatch", RateLimitRange.Read),
            o.Boolean("presentMatch"),
            o.String("prefixMatch"),
            o.String("suffixMatch"),
            o.Boolean("invertMatch") ?? false,
            o.Position);
    }
}

/// <summary><c>rangeMatch</c>: from <c>start</c> on, and below <c>end</c>.</summary>
internal sealed record RateLimitRange(long Start, long End)
{
    public static RateLimitRange Read(ObjectReader o) => new(o.Int64("start") ?? 0, o.Int64("end") ?? 0);
}
