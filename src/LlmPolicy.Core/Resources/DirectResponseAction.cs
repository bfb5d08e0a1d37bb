using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>directResponseAction</c>.</summary>
internal sealed record DirectResponseAction(uint? Status, Text? Body, SourcePosition Position)
{
    public static DirectResponseAction Read(ObjectReader o) => new(o.UInt32("status"), o.String("body"), o.Position);
}
