using LlmPolicy.Csrf;
using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Json;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary><c>csrf</c> of a host and its routes; a route's stands in the place of its host's.</summary>
internal sealed class CsrfCompiler
{
    private readonly CompileContext _context;
    private readonly CsrfStep? _host;

    public CsrfCompiler(CompileContext context, CsrfSettings? host)
    {
        _context = context;
        _host = host is null ? null : Compile(host);
    }

    public IEnumerable<RouteRule> RulesOf(Route route)
    {
        var step = route.Options.Csrf is { } own ? Compile(own) : _host;
        return step is null ? [] : [new RouteRule(StepPhase.Csrf, step)];
    }

    /// <summary>Null for what asks nothing: Gloo makes 0 % of a <c>filterEnabled</c> that is left out, and what is in the shadow refuses nobody.</summary>
    private CsrfStep? Compile(CsrfSettings source)
    {
        IValueMatcher[] origins = [.. source.AdditionalOrigins.Select(Compile).OfType<IValueMatcher>()];
        if (source.FilterEnabled is not { IsNone: false } share)
        {
            return null;
        }

        if (!share.IsAll)
        {
            _context.Diagnostics.Warning(
                DiagnosticCodes.Csrf, share.Position, $"{share.Numerator} of {share.Denominator} requests are checked by Envoy; here each is.", "Write what is meant: 100, or remove csrf.");
        }

        return new CsrfStep(origins, source.Position);
    }

    private IValueMatcher? Compile(TextMatcher source)
    {
        if (source.SafeRegex is { } regex)
        {
            return RegexCompiler.Compile(regex, _context) is { } pattern ? new RegexValue(pattern) : null;
        }

        if (source.Prefix is { Value.Length: 0 } or null && source.Suffix is { Value.Length: 0 } or null && source.Exact is null)
        {
            _context.Error(DiagnosticCodes.Csrf, source.Position, "An origin says nothing.", "Give it exact, prefix, suffix or safeRegex, and a text.");
            return null;
        }

        return source switch
        {
            { Suffix: { } suffix } => Part(suffix, TextPart.Suffix),
            { Prefix: { } prefix } => Part(prefix, TextPart.Prefix),
            _ => Part(source.Exact!, TextPart.Whole),
        };

        TextPartValue Part(Text text, TextPart kind) => new(ClaimText.ToBytes(text.Value), kind, source.IgnoreCase);
    }
}
