using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>An Upstream that writes out a provider's host, TLS and key, which <c>ai</c> says by the provider's name.</summary>
internal sealed class LongFormRule : IAnalysisRule
{
    private static readonly Dictionary<string, string> Providers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["api.openai.com"] = "openai",
        ["api.mistral.ai"] = "mistral",
        ["api.anthropic.com"] = "anthropic",
        ["generativelanguage.googleapis.com"] = "gemini",
    };

    public void Check(AnalysisContext context)
    {
        var withKeys = context.Secrets.SelectMany(uses => uses).SelectMany(use => use.Upstreams).ToHashSet();
        foreach (var upstream in context.Resources.OfType<Upstream>().Where(u => withKeys.Contains(u.Name)))
        {
            if (upstream.Static?.Hosts is [{ Addr: { } host, Port: 443 }] && Provider(host.Value) is { } provider)
            {
                context.Note(
                    DiagnosticCodes.LongForm, host.Position, $"Upstream {upstream.Name} writes out the host of {provider}, and its routes the path and the key's header.",
                    $"spec.ai.{provider} with authToken.secretRef says all of it (docs/models.md).");
            }
        }
    }

    private static string? Provider(string host) =>
        Providers.GetValueOrDefault(host) ?? (host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase) ? "azureOpenai" : null);
}
