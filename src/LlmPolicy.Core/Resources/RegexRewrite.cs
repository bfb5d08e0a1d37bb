using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>regexRewrite</c>, <c>hostRewritePathRegex</c>: a pattern and a substitution with <c>\1</c>.</summary>
internal sealed record RegexRewrite(Text Regex, Text? Substitution, SourcePosition Position)
{
    public static RegexRewrite Read(ObjectReader o)
    {
        var regex = o.Object("pattern", ReadPattern);
        return new(regex ?? new Text("", o.Position), o.String("substitution"), o.Position);
    }

    private static Text ReadPattern(ObjectReader o)
    {
        // RE2's program size: a limit of Envoy's engine, which no engine here has.
        o.Ignored(FieldShape.Object, "googleRe2");
        return o.String("regex") ?? new Text("", o.Position);
    }
}
