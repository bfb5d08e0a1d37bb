using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>jwtPrincipal</c>: claims that have to match, all of them, by one matcher.</summary>
internal sealed record JwtPrincipal(
    IReadOnlyList<(Text Name, Text Value)> Claims,
    Text? Provider,
    ClaimMatcherKind Matcher,
    SourcePosition Position)
{
    private static readonly Dictionary<string, ClaimMatcherKind> Matchers = new()
    {
        ["EXACT_STRING"] = ClaimMatcherKind.ExactString,
        ["BOOLEAN"] = ClaimMatcherKind.Boolean,
        ["LIST_CONTAINS"] = ClaimMatcherKind.ListContains,
        ["REGEX_MATCH"] = ClaimMatcherKind.RegexMatch,
    };

    public static JwtPrincipal Read(ObjectReader o) =>
        new(o.StringMap("claims"), o.String("provider"), o.Enum("matcher", Matchers) ?? ClaimMatcherKind.ExactString, o.Position);
}
