using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>UsagePolicy</c>: what answers used is metered on the routes that it attaches to.</summary>
internal sealed record UsagePolicy(Metadata Metadata, IReadOnlyList<TargetRef> Targets, bool Meter, StreamUsage StreamUsage) : AttachedResource(Metadata, Targets)
{
    private static readonly Dictionary<string, StreamUsage> StreamUsages = new()
    {
        ["REQUEST"] = StreamUsage.Request,
        ["LEAVE"] = StreamUsage.Leave,
    };

    public static ResourceKind Definition { get; } = Define(nameof(UsagePolicy), Read);

    private static UsagePolicy Read(Metadata metadata, IReadOnlyList<TargetRef> targets, ObjectReader spec) =>
        new(metadata, targets, spec.Boolean("meter") ?? false, spec.Enum("streamUsage", StreamUsages) ?? StreamUsage.Request);
}

/// <summary>What is done where a stream reports its usage only if it is asked to.</summary>
internal enum StreamUsage
{
    /// <summary>It is asked to.</summary>
    Request,

    /// <summary>The request goes on as it came.</summary>
    Leave,
}
