using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>delegateAction</c>: the route tables that go on from here, by name or by label.</summary>
internal sealed record DelegateAction(ResourceRef? Ref, RouteTableSelector? Selector, SourcePosition Position)
{
    public static DelegateAction Read(ObjectReader o)
    {
        o.LastOf("ref", "selector");

        // Before ref there were name and namespace in place, and one of them is enough to count before the others.
        var (name, ns) = (o.String("name"), o.String("namespace"));
        var inPlace = name is { Value.Length: > 0 } || ns is { Value.Length: > 0 } ? new ResourceRef(name ?? new Text("", o.Position), ns, o.Position) : null;
        return new(inPlace ?? o.Object("ref", ResourceRef.Read), o.Object("selector", RouteTableSelector.Read), o.Position);
    }
}
