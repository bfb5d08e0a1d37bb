using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>claimsToHeaders[]</c>: a verified claim that goes upstream as a header.</summary>
internal sealed record ClaimToHeader(Text Claim, Text Header, bool Append, SourcePosition Position)
{
    public static ClaimToHeader Read(ObjectReader o) =>
        new(o.Required("claim"), o.Required("header"), o.Boolean("append") ?? false, o.Position);
}
