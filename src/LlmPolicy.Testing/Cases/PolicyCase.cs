using System.Globalization;
using LlmPolicy.Asking;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary><c>cases[]</c>: a request, who sends it and when, and what has to come of it.</summary>
internal sealed record PolicyCase(
    Text Name, WrittenRequest Request, Credentials Credentials, DateTimeOffset? Now, double Draw, UpstreamAnswer Response, Expectation Expect, SourcePosition Position)
{
    private const int MostParallel = 10_000;

    /// <summary>The case that it goes on from (<c>after</c>), with the budgets and the clock that it leaves; null: with new ones.</summary>
    public PolicyCase? Before { get; init; }

    /// <summary><c>after</c>, as it is written.</summary>
    public Text? After { get; private init; }

    /// <summary>How many such requests are sent at once, before any of them is answered.</summary>
    public int Parallel { get; private init; }

    /// <summary>What each answer says that it used; null: none has ended yet.</summary>
    public LlmUsage? Usage { get; private init; }

    /// <summary>Where its own <c>now</c> stands; null if it has none.</summary>
    public SourcePosition? NowPosition { get; private init; }

    public static PolicyCase Read(ObjectReader o, DateTimeOffset? now) => new(
        o.Required("name"),
        o.RequiredObject("request", CaseRequest.Read) ?? WrittenRequest.None,
        Credentials.Read(o),
        CaseTime.Read(o, "now") ?? (o.Has("after") ? null : now),
        ReadDraw(o),
        o.Object("response", UpstreamAnswer.Read) ?? UpstreamAnswer.Default,
        o.RequiredObject("expect", Expectation.Read) ?? Expectation.None,
        o.Position)
    {
        After = o.String("after"),
        Parallel = ReadParallel(o),
        Usage = o.Object("usage", CaseUsage.Read),
        NowPosition = o.Has("now") ? o.PositionOf("now") : null,
    };

    private static int ReadParallel(ObjectReader o)
    {
        int parallel = o.Int32("parallel") ?? 1;
        if (parallel is > 0 and <= MostParallel)
        {
            return parallel;
        }

        o.Invalid(o.PositionOf("parallel"), $"'parallel' has to be a number from 1 to {MostParallel}.", "It says how many such requests are sent at once.");
        return 1;
    }

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
