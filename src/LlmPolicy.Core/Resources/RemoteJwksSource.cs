using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>jwks.remote</c>.</summary>
internal sealed record RemoteJwksSource(Text Url, ResourceRef? UpstreamRef, TimeSpan CacheDuration, SourcePosition Position)
{
    public static readonly TimeSpan DefaultCacheDuration = TimeSpan.FromMinutes(5);

    public static RemoteJwksSource Read(ObjectReader o)
    {
        // Keys are always fetched in the background.
        o.Ignored(FieldShape.Object, "asyncFetch");
        return new(o.Required("url"), o.Object("upstreamRef", ResourceRef.Read), o.Duration("cacheDuration") ?? DefaultCacheDuration, o.Position);
    }
}
