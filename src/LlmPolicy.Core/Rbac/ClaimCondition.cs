using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Rbac;

/// <summary>A claim and what it has to be. A claim of another type never matches: nothing is converted.</summary>
internal sealed record ClaimCondition(ClaimPath Path, IClaimMatcher Matcher, SourcePosition Position)
{
    /// <summary>The claim's path, for people.</summary>
    public string Name => Path.ToString();

    public bool Matches(VerifiedCaller caller)
    {
        var cursor = new ClaimCursor();
        return Matches(caller, ref cursor);
    }

    public bool Matches(VerifiedCaller caller, ref ClaimCursor cursor) => cursor.TryFind(caller, Path, out var claim) && Matcher.Matches(ref claim);

    public JsonElement? Find(VerifiedCaller caller) => Path.Find(caller.Payload);

    public override string ToString() => $"{Name} {Matcher}";
}
