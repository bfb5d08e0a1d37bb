namespace LlmPolicy.Resources;

/// <summary><c>jwtPrincipal.matcher</c>.</summary>
internal enum ClaimMatcherKind
{
    ExactString,
    Boolean,
    ListContains,
    RegexMatch,
}
