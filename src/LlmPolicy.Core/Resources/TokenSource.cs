using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>tokenSource</c>: once it is there, only what it lists is looked at.</summary>
internal sealed record TokenSource(IReadOnlyList<TokenHeader> Headers, IReadOnlyList<Text> QueryParams)
{
    public static TokenSource Read(ObjectReader o) => new(o.List("headers", TokenHeader.Read), o.Strings("queryParams"));
}
