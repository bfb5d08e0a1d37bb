using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>Which RateLimitConfigs count a route's requests, in three stages, and <c>ratelimitBasic</c>.</summary>
/// <param name="Usual"><c>rateLimitConfigs</c>.</param>
/// <param name="Early"><c>rateLimitEarlyConfigs</c>.</param>
/// <param name="Regular"><c>rateLimitRegularConfigs</c>.</param>
/// <param name="Basic"><c>ratelimitBasic</c>.</param>
internal sealed record LimitReferences(RateLimitConfigRefs? Usual, RateLimitConfigRefs? Early, RateLimitConfigRefs? Regular, BasicLimits? Basic)
{
    public const string UsualField = "rateLimitConfigs";
    public const string EarlyField = "rateLimitEarlyConfigs";
    public const string RegularField = "rateLimitRegularConfigs";
    public const string BasicField = "ratelimitBasic";

    public static readonly LimitReferences None = new(null, null, null, null);

    public static LimitReferences Read(ObjectReader o)
    {
        // Of one choice: what is said in place hides both of who it is inherited from.
        o.AtMostOne(RateLimitStages.UsualField, UsualField);
        o.AtMostOne(RateLimitStages.EarlyField, EarlyField);
        o.AtMostOne(RateLimitStages.RegularField, RegularField);
        return new(
            o.Object("rateLimitConfigs", RateLimitConfigRefs.Read), o.Object("rateLimitEarlyConfigs", RateLimitConfigRefs.Read), o.Object("rateLimitRegularConfigs", RateLimitConfigRefs.Read),
            o.Object("ratelimitBasic", BasicLimits.Read));
    }

    /// <summary>These, and where they and what is of one choice with them say nothing, the others'.</summary>
    public LimitReferences Over(LimitReferences others, RateLimitStages own) => new(
        own.Usual is null ? Usual ?? others.Usual : Usual,
        own.Early is null ? Early ?? others.Early : Early,
        own.Regular is null ? Regular ?? others.Regular : Regular,
        Basic ?? others.Basic);

    /// <summary>What is left of the other ways to ask, where these hide them.</summary>
    public RateLimitStages Without(RateLimitStages others) =>
        new(Usual is null ? others.Usual : null, Early is null ? others.Early : null, Regular is null ? others.Regular : null);
}

/// <summary><c>rateLimitConfigs</c>: RateLimitConfigs, of which each counts by itself.</summary>
internal sealed record RateLimitConfigRefs(IReadOnlyList<ResourceRef> Refs, SourcePosition Position)
{
    public static RateLimitConfigRefs Read(ObjectReader o) => new(o.List("refs", ResourceRef.Read), o.Position);
}

/// <summary><c>ratelimitBasic</c>: how often a user may ask, and an address of which no user is known.</summary>
internal sealed record BasicLimits(WrittenLimit? Authorized, WrittenLimit? Anonymous, SourcePosition Position)
{
    public static BasicLimits Read(ObjectReader o) =>
        new(o.Object("authorizedLimits", WrittenLimit.Read), o.Object("anonymousLimits", WrittenLimit.Read), o.Position);
}
