namespace LlmPolicy.Analysis;

/// <summary>A provider that takes tokens made for others, or for ever: neither <c>aud</c> nor <c>exp</c> is asked for unless the manifest or the issuer does.</summary>
internal sealed class AudienceRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var (name, provider) in context.Written.Providers)
        {
            if (provider.Audiences.Count == 0)
            {
                context.Warn(
                    DiagnosticCodes.NoAudience, name.Position,
                    $"The provider '{name}' has no audiences: it accepts tokens issued for other services, and one without exp forever.",
                    "Add audiences, and have the issuer set aud and exp.");
            }
            else
            {
                context.Note(
                    DiagnosticCodes.NoExpiry, name.Position, $"The provider '{name}' accepts a token without exp forever.", "Have the issuer set exp in every token.");
            }
        }
    }
}
