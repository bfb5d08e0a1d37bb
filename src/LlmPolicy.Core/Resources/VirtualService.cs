using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gateway.solo.io/v1 VirtualService</c>.</summary>
internal sealed record VirtualService(Metadata Metadata, VirtualHost? VirtualHost, SslConfig? SslConfig, SourcePosition Position) : Resource(Metadata)
{
    public static VirtualService Read(Metadata metadata, ObjectReader o)
    {
        o.Ignored(FieldShape.String, "displayName");
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.Object("virtualHost", Resources.VirtualHost.Read), o.Object("sslConfig", Resources.SslConfig.Read), o.Position);
    }
}
