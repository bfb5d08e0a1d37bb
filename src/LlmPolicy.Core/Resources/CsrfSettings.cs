using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>csrf</c> of a host or a route.</summary>
internal sealed record CsrfSettings(Share? FilterEnabled, Share? ShadowEnabled, IReadOnlyList<TextMatcher> AdditionalOrigins, SourcePosition Position)
{
    public static CsrfSettings Read(ObjectReader o) => new(
        o.Object("filterEnabled", Share.Read), o.Object("shadowEnabled", Share.Read), o.List("additionalOrigins", TextMatcher.Read), o.Position);
}

/// <summary>A share of requests: <c>defaultValue</c>, a <c>numerator</c> over a <c>denominator</c>. Unset is none of them.</summary>
internal sealed record Share(uint Numerator, uint Denominator, SourcePosition Position)
{
    private static readonly Dictionary<string, ShareDenominator> Denominators = new()
    {
        ["HUNDRED"] = ShareDenominator.Hundred,
        ["TEN_THOUSAND"] = ShareDenominator.TenThousand,
        ["MILLION"] = ShareDenominator.Million,
    };

    public bool IsNone => Numerator == 0;

    public bool IsAll => Numerator >= Denominator;

    public static Share Read(ObjectReader o)
    {
        // Envoy looks there first; here there is no such place to look at.
        o.Ignored(FieldShape.String, "runtimeKey");
        return o.Object("defaultValue", ReadValue) ?? new(0, 100, o.Position);
    }

    private static Share ReadValue(ObjectReader o) => new(
        o.UInt32("numerator") ?? 0,
        o.Enum("denominator", Denominators) switch { ShareDenominator.TenThousand => 10_000, ShareDenominator.Million => 1_000_000, _ => 100 },
        o.Position);
}

internal enum ShareDenominator
{
    Hundred,
    TenThousand,
    Million,
}

/// <summary>An entry of <c>additionalOrigins</c>: what a text has to be. One of the four.</summary>
internal sealed record TextMatcher(Text? Exact, Text? Prefix, Text? Suffix, Text? SafeRegex, bool IgnoreCase, SourcePosition Position)
{
    public static TextMatcher Read(ObjectReader o)
    {
        o.LastOf("exact", "prefix", "suffix", "safeRegex");
        return new(
            o.String("exact"), o.String("prefix"), o.String("suffix"), o.Object("safeRegex", TextPattern.Read)?.Regex, o.Boolean("ignoreCase") ?? false, o.Position);
    }
}

/// <summary><c>safeRegex</c>.</summary>
internal sealed record TextPattern(Text Regex)
{
    public static TextPattern Read(ObjectReader o)
    {
        // RE2's program size: a limit of Envoy's engine, which no engine here has.
        o.Ignored(FieldShape.Object, "googleRe2");
        return new(o.String("regex") ?? new Text("", o.Position));
    }
}
