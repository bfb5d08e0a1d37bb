using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>cors</c> of a host or a route.</summary>
internal sealed record CorsSettings(
    IReadOnlyList<Text> AllowOrigin,
    IReadOnlyList<Text> AllowOriginRegex,
    IReadOnlyList<Text> AllowMethods,
    IReadOnlyList<Text> AllowHeaders,
    IReadOnlyList<Text> ExposeHeaders,
    Text? MaxAge,
    bool AllowCredentials,
    bool DisableForRoute,
    SourcePosition Position)
{
    public static CorsSettings Read(ObjectReader o) => new(
        o.Strings("allowOrigin"),
        o.Strings("allowOriginRegex"),
        o.Strings("allowMethods"),
        o.Strings("allowHeaders"),
        o.Strings("exposeHeaders"),
        o.String("maxAge"),
        o.Boolean("allowCredentials") ?? false,
        o.Boolean("disableForRoute") ?? false,
        o.Position);
}

/// <summary><c>corsPolicyMergeSettings</c> of a host: how its <c>cors</c> and a route's become one.</summary>
internal sealed record CorsMerging(CorsMergeStrategy ExposeHeaders)
{
    private static readonly Dictionary<string, CorsMergeStrategy> Strategies = new()
    {
        ["DEFAULT"] = CorsMergeStrategy.Default,
        ["UNION"] = CorsMergeStrategy.Union,
    };

    public static CorsMerging Read(ObjectReader o) => new(o.Enum("exposeHeaders", Strategies) ?? CorsMergeStrategy.Default);
}

internal enum CorsMergeStrategy
{
    /// <summary>A route's list stands in the place of its host's.</summary>
    Default,

    /// <summary>Both, the host's first.</summary>
    Union,
}
