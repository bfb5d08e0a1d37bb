using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

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
