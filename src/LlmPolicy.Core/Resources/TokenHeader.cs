using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>tokenSource.headers[]</c>.</summary>
internal sealed record TokenHeader(Text Header, Text? Prefix)
{
    public static TokenHeader Read(ObjectReader o) => new(o.Required("header"), o.String("prefix"));
}
