using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>multi.destinations[]</c>. An unset weight is 0.</summary>
internal sealed record WeightedDestination(Destination? Destination, uint Weight, HeaderManipulation? HeaderManipulation, SourcePosition Position)
{
    public static WeightedDestination Read(ObjectReader o) => new(
        o.Object("destination", Resources.Destination.Read),
        o.UInt32("weight") ?? 0,
        o.Object("options", ReadOptions)?.Value,
        o.Position);

    private static Holder ReadOptions(ObjectReader o)
    {
        o.Unenforced(OffSwitch.Disable, "extauth");
        o.Unenforced(OffSwitch.Disabled, "bufferPerRoute");
        o.Unenforced("csrf", "extensions", "stagedTransformations", "transformations");
        return new(o.Object("headerManipulation", HeaderManipulation.Read));
    }

    private sealed record Holder(HeaderManipulation? Value);
}
