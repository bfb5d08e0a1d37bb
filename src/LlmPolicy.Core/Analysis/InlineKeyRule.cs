using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A provider's key that stands in an Upstream itself, where whoever reads the policy reads it.</summary>
internal sealed class InlineKeyRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var upstream in context.Resources.OfType<Upstream>().Where(u => u.Ai?.Endpoint?.Token?.Inline is not null))
        {
            context.Warn(
                DiagnosticCodes.InlineKey, upstream.Ai!.Endpoint!.Token!.Position, $"The key of Upstream {upstream.Name} stands in the manifest.",
                $"Put it into a Secret, or into LlmPolicy:Secrets:{upstream.Name.Namespace}:NAME:Authorization, and name that under secretRef.");
        }
    }
}
