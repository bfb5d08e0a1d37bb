using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>delegateAction</c>: the route tables that go on from here, by name or by label.</summary>
internal sealed record DelegateAction(ResourceRef? Ref, RouteTableSelector? Selector, SourcePosition Position)
{
    public static DelegateAction Read(ObjectReader o)
    {
        o.AtMostOne("ref", "selector");

        // Before ref there were name and namespace in place.
        var inPlace = o.String("name") is { } name ? new ResourceRef(name, o.String("namespace"), o.Position) : null;
        o.Ignored("namespace");
        return new(inPlace ?? o.Object("ref", ResourceRef.Read), o.Object("selector", RouteTableSelector.Read), o.Position);
    }
}
