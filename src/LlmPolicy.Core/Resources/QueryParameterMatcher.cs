using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>matchers[].queryParameters[]</c>; without a value, the parameter has to be there.</summary>
internal sealed record QueryParameterMatcher(Text Name, Text? Value, bool Regex)
{
    public static QueryParameterMatcher Read(ObjectReader o) =>
        new(o.Required("name"), o.String("value"), o.Boolean("regex") ?? false);
}
