using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>directResponseAction</c>.</summary>
internal sealed record DirectResponseAction(uint? Status, Text? Body, SourcePosition Position)
{
    public static DirectResponseAction Read(ObjectReader o)
    {
        var status = o.UInt32("status");
        if (status is < 200 or >= 600 || !o.Has("status"))
        {
            o.Invalid(o.PositionOf("status"), "directResponseAction needs a status from 200 to 599.");
        }

        return new(status, o.String("body"), o.Position);
    }
}
