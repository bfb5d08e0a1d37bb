using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>spec.virtualHost</c>: domains, the routes tried in order, and what holds for all of them.</summary>
internal sealed record VirtualHost(
    IReadOnlyList<Text> Domains,
    IReadOnlyList<Route> Routes,
    VirtualHostOptions Options,
    IReadOnlyList<ResourceRef> OptionsRefs,
    SourcePosition Position)
{
    public static VirtualHost Read(ObjectReader o)
    {
        o.Renamed("virtualHostPlugins", "options");
        return new(
            o.Strings("domains"),
            o.List("routes", Route.Read),
            o.Object("options", VirtualHostOptions.Read) ?? VirtualHostOptions.None,
            Resources.OptionsRefs.Read(o),
            o.Position);
    }
}
