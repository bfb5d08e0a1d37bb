using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Http;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Routing;
using LlmPolicy.Transformations;

namespace LlmPolicy.Compilation;

/// <summary><c>transformations</c> and <c>stagedTransformations</c>; a route's stand in the place of its host's, both stages at once.</summary>
internal sealed class TransformationCompiler(CompileContext context, MatcherCompiler matchers, VirtualHostOptions host)
{
    public IReadOnlyList<RouteRule> RulesOf(Route route)
    {
        var (former, staged) = (route.Options.Transformations, route.Options.StagedTransformations);
        if (former is null && staged is null)
        {
            (former, staged) = (host.Transformations, host.StagedTransformations);
        }

        if (former is null && staged is null)
        {
            return [];
        }

        var regular = staged?.Regular ?? (former is null ? null : new StageTransformations([former], []));
        TransformationStep?[] steps = [Compile("early", staged?.Early), Compile("regular", regular)];
        return
        [
            .. steps[0] is { } first ? [new RouteRule(StepPhase.EarlyTransformation, first)] : Array.Empty<RouteRule>(),
            .. steps[1] is { } second ? [new RouteRule(StepPhase.Transformation, second)] : Array.Empty<RouteRule>(),
        ];
    }

    private TransformationStep? Compile(string stage, StageTransformations? source) =>
        source is null || source.RequestTransforms.Count + source.ResponseTransforms.Count == 0 ? null
        : new TransformationStep(
            stage,
            [.. source.RequestTransforms.Where(transform => (transform.Request ?? transform.Response) is not null).Select(Compile)],
            [.. source.ResponseTransforms.Where(transform => transform.Response is not null).Select(transform => new ResponseTransformation(
                [.. transform.Matchers.Select(matchers.CompileHeader)], Compile(transform.Response!, isResponse: true)))]);

    private RequestTransformation Compile(RequestTransform source)
    {
        var body = source.Request switch
        {
            null or { Passthrough: true } => null,
            { AnyBody: true } => new BodyDemand(IsJson: false, source.Position),
            _ => new BodyDemand(IsJson: true, source.Position),
        };
        return new RequestTransformation(
            source.Matcher is { } matcher ? CompileMatcher(matcher) : null,
            source.Request is { } request ? Compile(request, isResponse: false) : null,
            source.Response is { } response ? Compile(response, isResponse: true) : null,
            source.ClearRouteCache, body, source.Position);
    }

    /// <summary>Gloo hands on no <c>caseSensitive</c> there, and its regexes are read by another engine than a route's.</summary>
    private RouteMatcher? CompileMatcher(Matcher source)
    {
        if (source.Regex is { } regex)
        {
            context.Error(DiagnosticCodes.Transformation, regex.Position, "A regex of a transformation's matcher is read by another engine than a route's.", "Use prefix or exact; or give the path a route of its own.");
            return null;
        }

        return matchers.Compile(source with { CaseSensitive = null });
    }

    private HeaderTransformation Compile(Transformation source, bool isResponse)
    {
        CheckOrder(source);
        return new HeaderTransformation(
            Compile(source.Headers, isResponse), [.. source.HeadersToRemove.Where(IsFree).Select(name => name.Value)], Compile(source.HeadersToAppend, isResponse), source.Position);
    }

    private List<(string, InjaTemplate)> Compile(IReadOnlyList<(Text Key, Text Value)> headers, bool isResponse)
    {
        List<(string, InjaTemplate)> compiled = [];
        foreach (var (name, value) in headers)
        {
            if (IsFree(name) && Compile(name, value, isResponse) is { } template)
            {
                compiled.Add((name.Value, template));
            }
        }

        return compiled;
    }

    private InjaTemplate? Compile(Text name, Text value, bool isResponse)
    {
        const string Remedy = "Write text, {{ header(\"x\") }} or {{ request_header(\"x\") }}; a claim goes into a header by claimsToHeaders, more by headerManipulation.";
        var template = InjaTemplate.TryParse(value.Value, out string? error);
        error ??= !HeaderSyntax.IsValue(value.Value) ? "it holds a line break or NUL"
            : HeaderSyntax.IsOfFraming(name.Value) ? "it says how the message is framed"
            : isResponse && template!.Headers.Any(header => HeaderSyntax.IsReserved(header)) ? "an answer shows no pseudo-header here"
            : null;
        if (error is not null)
        {
            context.Error(DiagnosticCodes.Transformation, value.Position, $"The value of '{name}' can't be used: {error}.", Remedy);
            return null;
        }

        return template;
    }

    private bool IsFree(Text name)
    {
        if (HeaderSyntax.IsName(name.Value) && !HeaderSyntax.IsReserved(name.Value))
        {
            return true;
        }

        context.Error(
            DiagnosticCodes.Transformation, name.Position, $"A transformation can't change '{name}' here.",
            "For the path there are prefixRewrite and regexRewrite, for the host hostRewrite, for the status directResponseAction.");
        return false;
    }

    /// <summary>Envoy keeps the headers of a template in an order of chance: one that is made of another would be, too.</summary>
    private void CheckOrder(Transformation source)
    {
        foreach (var (name, value) in source.Headers)
        {
            var others = source.Headers.Where(other => !other.Key.Value.Equals(name.Value, StringComparison.OrdinalIgnoreCase)).Select(other => other.Key.Value);
            if (InjaTemplate.TryParse(value.Value, out _) is { } template && template.Headers.Intersect(others, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } taken)
            {
                context.Error(
                    DiagnosticCodes.Transformation, value.Position, $"'{name}' is made of '{taken}', which the same template sets: which comes first is chance in Envoy.",
                    $"Set '{name}' by headersToAppend, which comes after.");
            }
        }
    }
}
