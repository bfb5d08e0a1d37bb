namespace LlmPolicy.Resources;

/// <summary><c>UsagePolicy</c>: what answers used is metered on the routes that it attaches to.</summary>
internal sealed record UsagePolicy(Metadata Metadata, IReadOnlyList<TargetRef> Targets, bool Meter) : AttachedResource(Metadata, Targets)
{
    public static ResourceKind Definition { get; } = Define(nameof(UsagePolicy), (metadata, targets, spec) => new UsagePolicy(metadata, targets, spec.Boolean("meter") ?? false));
}
