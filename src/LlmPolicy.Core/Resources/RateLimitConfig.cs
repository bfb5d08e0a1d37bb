using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>ratelimit.solo.io/v1alpha1 RateLimitConfig</c>: rules that count, and what is asked of them.</summary>
internal sealed record RateLimitConfig(Metadata Metadata, WrittenLimits Rules, IReadOnlyList<RateLimitActions> RateLimits, SourcePosition Position) : Resource(Metadata)
{
    public static RateLimitConfig Read(Metadata metadata, ObjectReader spec) =>
        spec.RequiredObject("raw", raw => new RateLimitConfig(metadata, WrittenLimits.Read(raw), raw.List("rateLimits", RateLimitActions.Read), spec.Position))
        ?? new(metadata, WrittenLimits.None(spec.Position), [], spec.Position);
}

/// <summary><c>descriptors</c> and <c>setDescriptors</c>, of a RateLimitConfig or the Settings.</summary>
internal sealed record WrittenLimits(IReadOnlyList<LimitDescriptor> Descriptors, IReadOnlyList<SetDescriptor> SetDescriptors, SourcePosition Position)
{
    public static WrittenLimits None(SourcePosition position) => new([], [], position);

    public static WrittenLimits Read(ObjectReader o) => new(o.List("descriptors", LimitDescriptor.Read), o.List("setDescriptors", SetDescriptor.Read), o.Position);
}

/// <summary>A node of the tree: what an entry of a descriptor has to be, and how much is allowed where it is the last.</summary>
internal sealed record LimitDescriptor(
    Text? Key, Text? Value, WrittenLimit? Limit, IReadOnlyList<LimitDescriptor> Descriptors, uint Weight, bool AlwaysApply, SourcePosition Position)
{
    /// <summary>The most levels.</summary>
    public const int Deepest = 8;

    public static LimitDescriptor Read(ObjectReader o) => Read(o, 1);

    private static LimitDescriptor Read(ObjectReader o, int level)
    {
        if (level == Deepest && o.Has("descriptors"))
        {
            o.Error(DiagnosticCodes.LimitRule, o.PositionOf("descriptors"), $"Descriptors are nested in more than {Deepest} levels.", "Leave out the levels that tell no requests apart.");
            o.Ignored(FieldShape.Objects, "descriptors");
        }

        return new(
            o.String("key"), o.String("value"), o.Object("rateLimit", WrittenLimit.Read), level < Deepest ? o.List("descriptors", one => Read(one, level + 1)) : [],
            o.UInt32("weight") ?? 0, o.Boolean("alwaysApply") ?? false, o.Position);
    }
}

/// <summary>A rule that asks for some entries of a set.</summary>
internal sealed record SetDescriptor(IReadOnlyList<SimpleDescriptor> SimpleDescriptors, WrittenLimit? Limit, bool AlwaysApply, SourcePosition Position)
{
    public static SetDescriptor Read(ObjectReader o) =>
        new(o.List("simpleDescriptors", SimpleDescriptor.Read), o.Object("rateLimit", WrittenLimit.Read), o.Boolean("alwaysApply") ?? false, o.Position);
}

/// <summary><c>simpleDescriptors[]</c>.</summary>
internal sealed record SimpleDescriptor(Text? Key, Text? Value, SourcePosition Position)
{
    public static SimpleDescriptor Read(ObjectReader o) => new(o.String("key"), o.String("value"), o.Position);
}

/// <summary><c>rateLimit</c>.</summary>
internal sealed record WrittenLimit(uint? RequestsPerUnit, LimitUnit? Unit, SourcePosition Position)
{
    private static readonly Dictionary<string, LimitUnit> Units = new()
    {
        ["UNKNOWN"] = LimitUnit.Unknown,
        ["SECOND"] = LimitUnit.Second,
        ["MINUTE"] = LimitUnit.Minute,
        ["HOUR"] = LimitUnit.Hour,
        ["DAY"] = LimitUnit.Day,
        ["MONTH"] = LimitUnit.Month,
        ["YEAR"] = LimitUnit.Year,
        ["WEEK"] = LimitUnit.Week,
    };

    public static WrittenLimit Read(ObjectReader o) => new(o.UInt32("requestsPerUnit"), o.Enum("unit", Units), o.Position);
}

/// <summary><c>rateLimit.unit</c>, in the order of its numbers.</summary>
internal enum LimitUnit
{
    Unknown,
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year,
    Week,
}
