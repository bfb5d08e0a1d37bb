using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>matchers[].headers[]</c>; without a value, the header has to be there.</summary>
internal sealed record HeaderMatcher(Text Name, Text? Value, bool Regex, bool InvertMatch, SourcePosition Position)
{
    public static HeaderMatcher Read(ObjectReader o) => new(
        o.Required("name"), o.String("value"), o.Boolean("regex") ?? false, o.Boolean("invertMatch") ?? false, o.Position);
}
