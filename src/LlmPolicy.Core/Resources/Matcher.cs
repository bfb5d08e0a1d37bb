using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>matchers[]</c>: everything in one matcher has to fit.</summary>
internal sealed record Matcher(
    Text? Prefix,
    Text? Exact,
    Text? Regex,
    bool Connect,
    bool? CaseSensitive,
    IReadOnlyList<HeaderMatcher> Headers,
    IReadOnlyList<QueryParameterMatcher> QueryParameters,
    IReadOnlyList<Text> Methods,
    SourcePosition Position)
{
    /// <summary>Every path: what a route without matchers has.</summary>
    public static readonly Matcher Root = new(
        new Text("/", new SourcePosition("", 1, 1)), null, null, false, null, [], [], [], new SourcePosition("", 1, 1));

    public bool HasPath => Connect || (Prefix ?? Exact ?? Regex) is not null;

    /// <summary>The path as text, of whatever kind; empty without one.</summary>
    public string PathText => (Prefix ?? Exact ?? Regex)?.Value ?? "";

    public static Matcher Read(ObjectReader o)
    {
        o.LastOf("prefix", "exact", "regex", "connectMatcher");
        o.Ignored(FieldShape.Object, "connectMatcher");
        return new(
            o.String("prefix"),
            o.String("exact"),
            o.String("regex"),
            o.Has("connectMatcher"),
            o.Boolean("caseSensitive"),
            o.List("headers", HeaderMatcher.Read),
            o.List("queryParameters", QueryParameterMatcher.Read),
            o.Strings("methods"),
            o.Position);
    }
}

/// <summary><c>matchers[].headers[]</c>; without a value, the header has to be there.</summary>
internal sealed record HeaderMatcher(Text Name, Text? Value, bool Regex, bool InvertMatch, SourcePosition Position)
{
    public static HeaderMatcher Read(ObjectReader o) => new(
        o.Required("name"), o.String("value"), o.Boolean("regex") ?? false, o.Boolean("invertMatch") ?? false, o.Position);
}

/// <summary><c>matchers[].queryParameters[]</c>; without a value, the parameter has to be there.</summary>
internal sealed record QueryParameterMatcher(Text Name, Text? Value, bool Regex)
{
    public static QueryParameterMatcher Read(ObjectReader o) =>
        new(o.Required("name"), o.String("value"), o.Boolean("regex") ?? false);
}
