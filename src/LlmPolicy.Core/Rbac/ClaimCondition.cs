using System.Text.Json;
using LlmPolicy.Jwt;

namespace LlmPolicy.Rbac;

/// <summary>A claim and what it has to be. A claim of another type never matches: nothing is converted.</summary>
internal sealed record ClaimCondition(string[] Path, IClaimMatcher Matcher)
{
    public bool Matches(JsonElement claims) => ClaimPath.Find(claims, Path) is { } claim && Matcher.Matches(claim);

    public override string ToString() => $"{string.Join('.', Path)} {Matcher}";
}
