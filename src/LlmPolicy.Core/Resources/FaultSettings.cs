using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>faults</c> of a route: what goes wrong on purpose.</summary>
internal sealed record FaultSettings(AbortFault? Abort, DelayFault? Delay)
{
    public static FaultSettings Read(ObjectReader o) => new(o.Object("abort", AbortFault.Read), o.Object("delay", DelayFault.Read));
}

/// <summary><c>faults.abort</c>. An unset percentage is 0.</summary>
internal sealed record AbortFault(decimal Percentage, uint HttpStatus, SourcePosition Position)
{
    public static AbortFault Read(ObjectReader o) => new(o.Decimal("percentage")?.Value ?? 0, o.UInt32("httpStatus") ?? 0, o.Position);
}

/// <summary><c>faults.delay</c>.</summary>
internal sealed record DelayFault(TimeSpan FixedDelay, SourcePosition Position)
{
    public static DelayFault Read(ObjectReader o)
    {
        // Nothing is delayed here, whatever the share.
        _ = o.Decimal("percentage");
        return new(o.Duration("fixedDelay") ?? TimeSpan.Zero, o.Position);
    }
}
