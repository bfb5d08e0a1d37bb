using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary><c>csrf</c> that refuses nobody, and origins of it that are compared with a host and its port.</summary>
internal sealed class CsrfRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        var used = context.Routes.Select(r => r.Route.Source.Options.Csrf ?? r.Host.Source.Options.Csrf).OfType<CsrfSettings>();
        foreach (var csrf in used.DistinctBy(csrf => csrf.Position))
        {
            if (csrf.FilterEnabled is not { IsNone: false })
            {
                CheckIdle(context, csrf);
                continue;
            }

            foreach (var origin in csrf.AdditionalOrigins)
            {
                CheckOrigin(context, origin);
            }
        }
    }

    private static void CheckIdle(AnalysisContext context, CsrfSettings csrf)
    {
        const string Remedy = "Add filterEnabled: {defaultValue: {numerator: 100}}.";
        if (csrf.ShadowEnabled is { IsNone: false })
        {
            context.Note(DiagnosticCodes.CsrfIdle, csrf.Position, "csrf is in the shadow alone: it refuses nobody, and nothing counts here what it would refuse.", Remedy);
        }
        else
        {
            context.Warn(DiagnosticCodes.CsrfIdle, csrf.Position, "csrf refuses nobody: without filterEnabled it holds for 0 % of the requests, as in Gloo.", Remedy);
        }
    }

    private static void CheckOrigin(AnalysisContext context, TextMatcher origin)
    {
        if ((origin.Exact ?? origin.Prefix ?? origin.Suffix) is { } text && text.Value.Contains("://", StringComparison.Ordinal))
        {
            context.Warn(DiagnosticCodes.CsrfOrigin, text.Position, $"'{text}' fits no origin: a host and its port are compared, without a scheme.", "Write the host: app.example.com, or app.example.com:8443.");
        }
        else if (origin.Suffix is { } suffix && suffix.Value[..Math.Min(1, suffix.Value.Length)] is not ("." or ":"))
        {
            context.Warn(DiagnosticCodes.CsrfOrigin, suffix.Position, $"The suffix '{suffix}' fits another site's name, too: evil{suffix}.", $"Write exact: {suffix}, and suffix: .{suffix} for names below it.");
        }
        else if (origin.Prefix is { } prefix)
        {
            context.Warn(DiagnosticCodes.CsrfOrigin, prefix.Position, $"The prefix '{prefix}' fits another site's name, too: {prefix}.evil.example.", "Write exact.");
        }
    }
}
