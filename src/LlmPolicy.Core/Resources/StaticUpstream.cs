using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>static</c>: hosts by name or address.</summary>
internal sealed record StaticUpstream(IReadOnlyList<StaticHost> Hosts, bool? UseTls, bool AutoSniRewrite, SourcePosition Position)
{
    public static StaticUpstream Read(ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "serviceSpec");
        ServiceSpec.Check(o);
        return new(o.List("hosts", StaticHost.Read), o.Boolean("useTls"), o.Boolean("autoSniRewrite") ?? true, o.Position);
    }
}
