using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gloo.solo.io/v1 Settings</c>, as far as they say who may pass: rules of rate limits, how their server is asked, and the header of a user's id.</summary>
internal sealed record Settings(Metadata Metadata, WrittenLimits? RateLimits, RateLimitServer? RateLimitServer, Text? UserIdHeader, SourcePosition Position) : Resource(Metadata)
{
    public static Settings Read(Metadata metadata, ObjectReader spec)
    {
        spec.OthersAreNotRead();
        return new(
            metadata, spec.Object("ratelimit", WrittenLimits.Read), spec.Object("ratelimitServer", RateLimitServer.Read), spec.Object("extauth", ReadExtAuth)?.Header, spec.Position);
    }

    private static Holder ReadExtAuth(ObjectReader o)
    {
        o.OthersAreNotRead();
        return new(o.String("userIdHeader"));
    }

    private sealed record Holder(Text? Header);
}

/// <summary><c>ratelimitServer</c>. What is null is not said.</summary>
internal sealed record RateLimitServer(bool? DenyOnFail, TimeSpan? RequestTimeout, bool EnableXRatelimitHeaders, bool RateLimitBeforeAuth)
{
    public static RateLimitServer Read(ObjectReader o)
    {
        // Where Gloo's server is: what counts here is this process.
        o.Ignored(FieldShape.Object, "ratelimitServerRef", "grpcService");
        return new(o.Boolean("denyOnFail"), o.Duration("requestTimeout"), o.Boolean("enableXRatelimitHeaders") ?? false, o.Boolean("rateLimitBeforeAuth") ?? false);
    }
}
