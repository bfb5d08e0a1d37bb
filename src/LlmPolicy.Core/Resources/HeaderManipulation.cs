using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>headerManipulation</c> of a host, a route or a weighted destination.</summary>
internal sealed record HeaderManipulation(
    IReadOnlyList<HeaderToAdd> RequestHeadersToAdd,
    IReadOnlyList<Text> RequestHeadersToRemove,
    IReadOnlyList<HeaderToAdd> ResponseHeadersToAdd,
    IReadOnlyList<Text> ResponseHeadersToRemove)
{
    public static HeaderManipulation Read(ObjectReader o) => new(
        o.List("requestHeadersToAdd", HeaderToAdd.ReadRequest),
        o.Strings("requestHeadersToRemove"),
        o.List("responseHeadersToAdd", HeaderToAdd.ReadResponse),
        o.Strings("responseHeadersToRemove"));
}

/// <summary>An entry of <c>requestHeadersToAdd</c> or <c>responseHeadersToAdd</c>. Unset <c>append</c> appends.</summary>
internal sealed record HeaderToAdd(KeyedValue? Header, ResourceRef? HeaderSecretRef, bool Append, SourcePosition Position)
{
    public static HeaderToAdd ReadRequest(ObjectReader o)
    {
        o.LastOf("header", "headerSecretRef");
        return new(o.Object("header", KeyedValue.Read), o.Object("headerSecretRef", ResourceRef.Read), o.Boolean("append") ?? true, o.Position);
    }

    /// <summary>A response takes no secret.</summary>
    public static HeaderToAdd ReadResponse(ObjectReader o) =>
        new(o.Object("header", KeyedValue.Read), null, o.Boolean("append") ?? true, o.Position);
}
