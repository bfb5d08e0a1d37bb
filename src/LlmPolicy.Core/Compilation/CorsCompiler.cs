using LlmPolicy.Cors;
using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Headers;
using LlmPolicy.Http;
using LlmPolicy.Json;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary><c>cors</c> of a host and its routes. Where a route forwards it is a step; where it answers by itself Gloo makes fixed headers of it.</summary>
internal sealed class CorsCompiler
{
    private readonly CompileContext _context;
    private readonly CorsSettings? _host;
    private readonly CorsMerging? _merging;
    private readonly CorsStep? _hostStep;
    private readonly Dictionary<string, RegexValue> _patterns = [];

    public CorsCompiler(CompileContext context, VirtualHostOptions host)
    {
        (_context, _host, _merging) = (context, host.Cors, host.CorsMerging);
        if (_host is null)
        {
            return;
        }

        if (_host.DisableForRoute)
        {
            context.Diagnostics.Warning(
                DiagnosticCodes.Cors, _host.Position, "disableForRoute says nothing on a host: its cors counts all the same.", "Set it at a route, or take cors off the host.");
        }

        _hostStep = Compile(_host, null);
    }

    /// <summary>What a route that forwards asks.</summary>
    public IEnumerable<RouteRule> RulesOf(Route route)
    {
        if (route.RouteAction is null)
        {
            return [];
        }

        var step = route.Options.Cors is { } own ? Compile(Merged(own), _host) : _hostStep;
        return step is null || route.Options.Cors is { DisableForRoute: true } ? [] : [new RouteRule(StepPhase.Cors, step)];
    }

    /// <summary>
    /// The headers that a route's own <c>cors</c> puts on its direct response, whatever the origin asked for. Gloo loses them where the route has <c>headerManipulation</c>, even an inherited one.
    /// </summary>
    public HeaderLevel? DirectHeaders(Route route)
    {
        if (route is not { RouteAction: null, RedirectAction: null, DirectResponseAction: not null, Options: { Cors: { } own, HeaderManipulation: null } })
        {
            return null;
        }

        var cors = Merged(own);
        (string Name, string Value)[] headers =
        [
            ("access-control-allow-origin", string.Join(',', cors.AllowOrigin.Concat(cors.AllowOriginRegex).Select(origin => origin.Value).Distinct())),
            ("access-control-allow-methods", Joined(cors.AllowMethods)),
            ("access-control-allow-headers", Joined(cors.AllowHeaders)),
            ("access-control-expose-headers", Joined(cors.ExposeHeaders)),
            ("access-control-max-age", cors.MaxAge?.Value ?? ""),
            ("access-control-allow-credentials", cors.AllowCredentials ? "true" : "false"),
        ];
        return new HeaderLevel([], [.. headers.Select(header => Fixed(header.Name, header.Value, cors.Position)).OfType<HeaderAddition>()]);
    }

    private HeaderAddition? Fixed(string name, string value, SourcePosition position)
    {
        var template = HeaderTemplateParser.TryParse(value, out string? error);
        if (template is null || !HeaderSyntax.IsValue(value))
        {
            _context.Error(
                DiagnosticCodes.Cors, position, $"The value of {name} can't be put on a direct response: {error ?? "it holds a line break or NUL"}.",
                "Write it by headerManipulation.responseHeadersToAdd.");
            return null;
        }

        return new HeaderAddition(HeaderChangeKind.Append, name, template, null, position);
    }

    /// <summary>A route's, with its host's exposed headers where both have some and the host asks for both.</summary>
    private CorsSettings Merged(CorsSettings own) =>
        _merging?.ExposeHeaders == CorsMergeStrategy.Union && _host is { ExposeHeaders.Count: > 0 } && own.ExposeHeaders.Count > 0
            ? own with { ExposeHeaders = [.. _host.ExposeHeaders.Concat(own.ExposeHeaders).DistinctBy(name => name.Value)] }
            : own;

    /// <summary>Envoy asks the most specific policy first, field by field: what it leaves empty is the other's, <c>allowCredentials: false</c> with it.</summary>
    private CorsStep? Compile(CorsSettings own, CorsSettings? others)
    {
        if (own.AllowOrigin.Count + own.AllowOriginRegex.Count == 0)
        {
            _context.Error(DiagnosticCodes.Cors, own.Position, "cors needs an origin.", "Name one in allowOrigin or allowOriginRegex; a route that is to have no CORS needs one beside disableForRoute, too.");
            return null;
        }

        IValueMatcher?[] origins =
        [
            .. own.AllowOrigin.Select(origin => new ExactValue(ClaimText.ToBytes(origin.Value))),
            .. own.AllowOriginRegex.Select(origin => PatternOf(origin)),
        ];
        return new CorsStep(new CorsPolicy([.. origins.OfType<IValueMatcher>()])
        {
            Methods = Checked(Either(own.AllowMethods, others?.AllowMethods)),
            Headers = Checked(Either(own.AllowHeaders, others?.AllowHeaders)),
            ExposedHeaders = Checked(Either(own.ExposeHeaders, others?.ExposeHeaders)),
            MaxAge = Checked(own.MaxAge is { Value.Length: > 0 } age ? [age] : others?.MaxAge is { } inherited ? [inherited] : []),
            Credentials = own.AllowCredentials || others is { AllowCredentials: true },
            Position = own.Position,
        });
    }

    /// <summary>A pattern of an origin, compiled once: routes repeat each other's.</summary>
    private RegexValue? PatternOf(Text origin)
    {
        if (!_patterns.TryGetValue(origin.Value, out var pattern) && RegexCompiler.Compile(origin, _context) is { } regex)
        {
            _patterns[origin.Value] = pattern = new RegexValue(regex);
        }

        return pattern;
    }

    private static IReadOnlyList<Text> Either(IReadOnlyList<Text> own, IReadOnlyList<Text>? others) =>
        Joined(own).Length > 0 ? own : others ?? [];

    private string Checked(IReadOnlyList<Text> values)
    {
        if (values.FirstOrDefault(value => !HeaderSyntax.IsValue(value.Value)) is { } broken)
        {
            _context.Error(DiagnosticCodes.Cors, broken.Position, "A value of cors holds a line break or NUL: no header can.", "Write it on one line.");
        }

        return Joined(values);
    }

    private static string Joined(IReadOnlyList<Text> values) => ClaimText.ToBytes(string.Join(',', values.Select(value => value.Value)));
}
