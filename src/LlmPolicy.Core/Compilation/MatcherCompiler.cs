using System.Buffers;
using LlmPolicy.Json;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary><c>matchers</c>, compiled.</summary>
internal sealed class MatcherCompiler(CompileContext context)
{
    private static readonly SearchValues<char> PlainMethod =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public RouteMatcher[] Compile(Route route) => [.. route.TriedMatchers.Select((matcher, index) => Compile(matcher, index)).OfType<RouteMatcher>()];

    /// <summary>A matcher that is no route's.</summary>
    public RouteMatcher? Compile(Matcher source) => Compile(source, 0);

    public HeaderCondition CompileHeader(HeaderMatcher source) => new(source.Name.Value, CompileValue(source.Value, source.Regex), source.InvertMatch);

    private RouteMatcher? Compile(Matcher source, int index)
    {
        var path = CompilePath(source);
        return path is null
            ? null
            : new RouteMatcher(
                path,
                CompileMethods(source.Methods),
                [.. source.Headers.Select(CompileHeader)],
                [.. source.QueryParameters.Select(q => new QueryCondition(q.Name.Value, CompileValue(q.Value, q.Regex)))],
                source.Position,
                index);
    }

    private MethodCondition CompileMethods(IReadOnlyList<Text> methods)
    {
        if (methods.Count == 0)
        {
            return MethodCondition.Any;
        }

        string[] names = [.. methods.Select(m => m.Value)];
        return names.All(name => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(PlainMethod))
            ? new MethodCondition(names, null)
            : new MethodCondition(names, RegexCompiler.Compile(methods[0] with { Value = string.Join('|', names) }, context));
    }

    private IPathMatcher? CompilePath(Matcher source)
    {
        var comparison = source.CaseSensitive ?? true ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (source.Regex is { } regex)
        {
            return RegexCompiler.Compile(regex, context) is { } compiled ? new RegexMatcher(compiled) : null;
        }

        if (source.Exact is { } exact)
        {
            PathRules.Check(exact, context);
            return new ExactMatcher(exact.Value, comparison);
        }

        if (source.Prefix is { } prefix)
        {
            PathRules.Check(prefix, context);
            return new PrefixMatcher(prefix.Value, comparison);
        }

        if (source.Connect)
        {
            context.Diagnostics.Warning(
                DiagnosticCodes.Unsupported, source.Position, "connectMatcher takes no request here.",
                "Remove it: plain CONNECT is never forwarded. A WebSocket over HTTP/2 matches as a GET, by prefix, exact or regex.");
            return null;
        }

        context.Error(DiagnosticCodes.Path, source.Position, "A matcher needs prefix, exact or regex.", "For every path: prefix: /");
        return null;
    }

    private IValueMatcher? CompileValue(Text? value, bool regex)
    {
        if (value is null || value.Value.Length == 0)
        {
            return null;
        }

        return !regex ? new ExactValue(ClaimText.ToBytes(value.Value))
            : RegexCompiler.Compile(value, context) is { } compiled ? new RegexValue(compiled)
            : null;
    }
}
