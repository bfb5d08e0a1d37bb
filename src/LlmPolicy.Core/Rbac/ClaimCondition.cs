using System.Text.Json;
using LlmPolicy.Jwt;

namespace LlmPolicy.Rbac;

/// <summary>A claim and what it has to be. A claim of another type never matches: nothing is converted.</summary>
internal sealed record ClaimCondition(string[] Path, IClaimMatcher Matcher, SourcePosition Position)
{
    /// <summary>The claim's path, for people.</summary>
    public string Name => string.Join('.', Path);

    public bool Matches(JsonElement claims) => Find(claims) is { } claim && Matcher.Matches(claim);

    public JsonElement? Find(JsonElement claims) => ClaimPath.Find(claims, Path);

    public override string ToString() => $"{Name} {Matcher}";
}
