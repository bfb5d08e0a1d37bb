using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gateway.solo.io/v1 VirtualService</c>.</summary>
internal sealed record VirtualService(Metadata Metadata, VirtualHost? VirtualHost) : Resource(Metadata)
{
    public static VirtualService Read(Metadata metadata, ObjectReader o)
    {
        o.Ignored("displayName", "namespacedStatuses");
        o.Unsupported("sslConfig");
        return new(metadata, o.Object("virtualHost", VirtualHost.Read));
    }
}
