using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>static.hosts[]</c>.</summary>
internal sealed record StaticHost(Text Addr, uint Port, Text? SniAddr, SourcePosition Position)
{
    public static StaticHost Read(ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "healthCheckConfig", "metadata");
        o.Unsupported("loadBalancingWeight");
        return new(o.Required("addr"), o.UInt32("port") ?? 0, o.String("sniAddr"), o.Position);
    }
}
