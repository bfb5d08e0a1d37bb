using LlmPolicy.Manifests;

namespace LlmPolicy.Analysis;

/// <summary>Two claims of a provider that go into one header.</summary>
internal sealed class ClaimHeaderRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var (_, provider) in context.Written.Providers)
        {
            var seen = new Dictionary<string, Text>(StringComparer.OrdinalIgnoreCase);
            foreach (var (claim, header) in provider.ClaimsToHeaders.Select(c => (c.Claim, c.Header)))
            {
                if (!seen.TryAdd(header.Value, claim))
                {
                    context.Warn(
                        DiagnosticCodes.DuplicateHeader, header.Position, $"'{header}' holds the claim '{seen[header.Value]}' already: a token with both sends two values.",
                        "Give each claim a header of its own.");
                }
            }
        }
    }
}
