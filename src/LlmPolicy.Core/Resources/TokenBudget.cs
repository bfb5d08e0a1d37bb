using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>TokenBudget</c>: how much callers may use on the routes that it attaches to.</summary>
internal sealed record TokenBudget(
    Metadata Metadata, IReadOnlyList<TargetRef> Targets, IReadOnlyList<BudgetKeyClaim> Key, bool Shared, IReadOnlyList<BudgetLimit> Limits, IReadOnlyList<BudgetOverride> Overrides, SourcePosition Position)
    : AttachedResource(Metadata, Targets)
{
    private static readonly Dictionary<string, BudgetMode> Modes = new() { ["ENFORCE"] = BudgetMode.Enforce, ["SHADOW"] = BudgetMode.Shadow };

    private static readonly Dictionary<string, OnMissingUsage> Missing = new()
    {
        ["CHARGE"] = OnMissingUsage.Charge,
        ["ESTIMATE"] = OnMissingUsage.Estimate,
        ["REFUSE"] = OnMissingUsage.Refuse,
    };

    private static readonly Dictionary<string, OnAbort> Aborts = new() { ["SETTLE_SEEN"] = OnAbort.SettleSeen, ["CHARGE"] = OnAbort.Charge };

    private static readonly Dictionary<string, StoreFailureMode> Failures = new()
    {
        ["REFUSE"] = StoreFailureMode.Refuse,
        ["ALLOW"] = StoreFailureMode.Allow,
        ["LOCAL"] = StoreFailureMode.Local,
    };

    public static ResourceKind Definition { get; } = Define(nameof(TokenBudget), Read) with { RuleLists = ["limits", "overrides"] };

    /// <summary>The models that it counts for, as patterns; empty for all.</summary>
    public IReadOnlyList<Text> Models { get; init; } = [];

    public CountWeights? Count { get; init; }

    public IReadOnlyList<ModelPrice> Prices { get; init; } = [];

    /// <summary>What a request that says nothing of its output reserves for it before there is any experience, in tokens.</summary>
    public uint? ReserveOutput { get; init; }

    public bool Hard { get; init; }

    public uint? BodyLimit { get; init; }

    /// <summary>Where <c>bodyLimit</c> is written.</summary>
    public SourcePosition BodyLimitPosition { get; init; } = Position;

    /// <summary>Where <c>shared</c> is written; the spec's place without it.</summary>
    public SourcePosition SharedPosition { get; init; } = Position;

    public BudgetMode Mode { get; init; }

    public OnMissingUsage OnMissingUsage { get; init; }

    public OnAbort OnAbort { get; init; }

    public StoreFailureMode OnStoreFailure { get; init; }

    private static TokenBudget Read(Metadata metadata, IReadOnlyList<TargetRef> targets, ObjectReader spec) => new(
        metadata, targets, spec.List("key", BudgetKeyClaim.Read), spec.Boolean("shared") ?? false, spec.List("limits", BudgetLimit.Read), spec.List("overrides", BudgetOverride.Read), spec.Position)
    {
        Models = spec.Strings("models"),
        Count = spec.Object("count", CountWeights.Read),
        Prices = spec.List("prices", ModelPrice.Read),
        ReserveOutput = spec.Object("reserve", BudgetReserve.Read)?.Output,
        Hard = spec.Boolean("hard") ?? false,
        BodyLimit = spec.UInt32("bodyLimit"),
        BodyLimitPosition = spec.PositionOf("bodyLimit"),
        SharedPosition = spec.PositionOf("shared"),
        Mode = spec.Enum("mode", Modes) ?? BudgetMode.Enforce,
        OnMissingUsage = spec.Enum("onMissingUsage", Missing) ?? OnMissingUsage.Charge,
        OnAbort = spec.Enum("onAbort", Aborts) ?? OnAbort.SettleSeen,
        OnStoreFailure = spec.Enum("onStoreFailure", Failures) ?? StoreFailureMode.Refuse,
    };
}

/// <summary><c>key[]</c>: what tells counters apart: a claim of the caller's, the name of his API key, or what its Secret says of him.</summary>
internal sealed record BudgetKeyClaim(Text? Claim, Text? NestedClaimDelimiter, Text? Provider, bool Each, SourcePosition Position)
{
    private static readonly Dictionary<string, ApiKeyPart> Parts = new() { ["name"] = ApiKeyPart.Name };

    /// <summary>Whether it is the name of the API key.</summary>
    public bool ApiKey { get; private init; }

    /// <summary>The entry of the API key's Secret; null for none.</summary>
    public Text? ApiKeyMetadata { get; private init; }

    /// <summary>Whether it is something of an API key.</summary>
    public bool IsOfApiKey => ApiKey || ApiKeyMetadata is not null;

    /// <summary>What overrides call it.</summary>
    public string Name => Claim?.Value ?? ApiKeyMetadata?.Value ?? "apiKey";

    public static BudgetKeyClaim Read(ObjectReader o)
    {
        o.AtMostOne("claim", "apiKey", "apiKeyMetadata");
        return new(o.String("claim"), o.String("nestedClaimDelimiter"), o.String("provider"), o.Boolean("each") ?? false, o.Position)
        {
            ApiKey = o.Enum("apiKey", Parts) is not null,
            ApiKeyMetadata = o.String("apiKeyMetadata"),
        };
    }
}

/// <summary><c>apiKey</c>: what of it counts.</summary>
internal enum ApiKeyPart
{
    Name,
}

/// <summary><c>limits[]</c>: how much of one thing, and for how long it counts.</summary>
internal sealed record BudgetLimit(Number? Tokens, uint? Requests, uint? Concurrent, Number? Cost, CalendarUnit? Per, TimeSpan? Window, Text? Timezone, SourcePosition Position)
{
    /// <summary>Where <c>window</c> is written.</summary>
    public SourcePosition WindowPosition { get; init; } = Position;

    private static readonly Dictionary<string, CalendarUnit> Units = new()
    {
        ["MINUTE"] = CalendarUnit.Minute,
        ["HOUR"] = CalendarUnit.Hour,
        ["DAY"] = CalendarUnit.Day,
        ["WEEK"] = CalendarUnit.Week,
        ["MONTH"] = CalendarUnit.Month,
    };

    public static BudgetLimit Read(ObjectReader o)
    {
        o.AtMostOne("tokens", "requests", "concurrent", "cost");
        o.AtMostOne("per", "window", "concurrent");
        return new(
            o.Decimal("tokens"), o.UInt32("requests"), o.UInt32("concurrent"), o.Decimal("cost"), o.Enum("per", Units), o.Duration("window"), o.String("timezone"), o.Position)
        {
            WindowPosition = o.PositionOf("window"),
        };
    }
}

/// <summary><c>reserve</c>: what is reserved where a request does not say how much.</summary>
internal sealed record BudgetReserve(uint? Output)
{
    public static BudgetReserve Read(ObjectReader o) => new(o.UInt32("output"));
}

/// <summary><c>overrides[]</c>: other limits for some callers; the first that fits counts.</summary>
internal sealed record BudgetOverride(IReadOnlyList<(Text Claim, Text Value)> Key, IReadOnlyList<Principal> Principals, Text? NestedClaimDelimiter, IReadOnlyList<BudgetLimit> Limits, SourcePosition Position)
{
    public static BudgetOverride Read(ObjectReader o) =>
        new(o.StringMap("key"), o.List("principals", Principal.Read), o.String("nestedClaimDelimiter"), o.List("limits", BudgetLimit.Read), o.Position);
}

/// <summary><c>count</c>: how much a token of a class counts. Null where nothing is said: as input or output does, and those 1.</summary>
internal sealed record CountWeights(Number? Input, Number? CachedRead, Number? CachedWrite, Number? CachedWrite1Hour, Number? Output, Number? Reasoning)
{
    public static CountWeights Read(ObjectReader o) => new(
        o.Decimal("input"), o.Decimal("cachedRead"), o.Decimal("cachedWrite"), o.Decimal("cachedWrite1Hour"), o.Decimal("output"), o.Decimal("reasoning"));
}

/// <summary><c>prices[]</c>: what a million tokens of a class cost, for models.</summary>
internal sealed record ModelPrice(IReadOnlyList<Text> Models, Number? Input, Number? CachedRead, Number? CachedWrite, Number? CachedWrite1Hour, Number? Output, Number? Request, SourcePosition Position)
{
    public static ModelPrice Read(ObjectReader o) => new(
        o.Strings("models"), o.Decimal("input"), o.Decimal("cachedRead"), o.Decimal("cachedWrite"), o.Decimal("cachedWrite1Hour"), o.Decimal("output"), o.Decimal("request"), o.Position);
}

/// <summary><c>mode</c></summary>
internal enum BudgetMode
{
    Enforce,
    Shadow,
}

/// <summary><c>onMissingUsage</c></summary>
internal enum OnMissingUsage
{
    Charge,
    Estimate,
    Refuse,
}

/// <summary><c>onAbort</c></summary>
internal enum OnAbort
{
    SettleSeen,
    Charge,
}
