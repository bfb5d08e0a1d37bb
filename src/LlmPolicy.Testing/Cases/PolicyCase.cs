using System.Globalization;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary><c>cases[]</c>: a request, who sends it and when, and what has to come of it.</summary>
internal sealed record PolicyCase(
    Text Name, CaseRequest Request, Credentials Credentials, DateTimeOffset? Now, double Draw, UpstreamAnswer Response, Expectation Expect, SourcePosition Position)
{
    public static PolicyCase Read(ObjectReader o, DateTimeOffset? now) => new(
        o.Required("name"),
        o.RequiredObject("request", CaseRequest.Read) ?? CaseRequest.None,
        Credentials.Read(o),
        CaseTime.Read(o, "now") ?? now,
        ReadDraw(o),
        o.Object("response", UpstreamAnswer.Read) ?? UpstreamAnswer.Default,
        o.RequiredObject("expect", Expectation.Read) ?? Expectation.None,
        o.Position);

    private static double ReadDraw(ObjectReader o)
    {
        if (o.Node("draw") is not { } node)
        {
            return 0;
        }

        if (node is ScalarNode { IsPlain: true } scalar
            && double.TryParse(scalar.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double draw)
            && draw < 1)
        {
            return draw;
        }

        o.Invalid(node.Position, "'draw' has to be a number from 0 to less than 1.", "It picks among weighted destinations, in their order.");
        return 0;
    }
}
