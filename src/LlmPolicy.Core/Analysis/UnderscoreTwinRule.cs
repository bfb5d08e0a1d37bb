using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>
/// A header that an upstream trusts and whose name has a twin: WSGI, CGI and what is built like them read <c>-</c> and <c>_</c> as one, and nothing takes
/// the caller's own header of the other spelling off.
/// </summary>
internal sealed class UnderscoreTwinRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        var claims = context.Written.Providers.SelectMany(p => p.Provider.ClaimsToHeaders).Select(c => (c.Header, "holds a claim"));
        var secrets = context.Secrets.Select(uses => uses.First().Secret.Name).Distinct()
            .Select(context.Compiled.Resources.Find<Secret>).OfType<Secret>()
            .SelectMany(secret => secret.Headers.Select(h => (h.Name, $"is put on by the Secret {secret.Name}")));
        foreach (var (header, what) in claims.Concat(secrets).DistinctBy(h => h.Item1.Value, StringComparer.OrdinalIgnoreCase))
        {
            if (Twin(header) is { } twin)
            {
                context.Note(
                    DiagnosticCodes.UnderscoreTwin, header.Position,
                    $"'{header}' {what}, and a caller's own '{twin}' goes upstream beside it: to WSGI, CGI and their like both are one header.",
                    "If an upstream is of that kind, have such headers taken off: LlmPolicy:StripUnderscoreTwins=true.");
            }
        }
    }

    private static string? Twin(Text header) =>
        header.Value.Contains('-') ? header.Value.Replace('-', '_')
        : header.Value.Contains('_') ? header.Value.Replace('_', '-')
        : null;
}
