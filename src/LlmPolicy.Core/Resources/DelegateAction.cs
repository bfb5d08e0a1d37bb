using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>delegateAction</c>: the route tables that go on from here, by name or by label.</summary>
internal sealed record DelegateAction(ResourceRef? Ref, RouteTableSelector? Selector, SourcePosition Position)
{
    public static DelegateAction Read(ObjectReader o)
    {
        o.AtMostOne("ref", "selector");

        // Before ref there were name and namespace in place.
        var ns = o.String("namespace");
        var inPlace = o.String("name") is { } name ? new ResourceRef(name, ns, o.Position) : null;
        return new(inPlace ?? o.Object("ref", ResourceRef.Read), o.Object("selector", RouteTableSelector.Read), o.Position);
    }
}
