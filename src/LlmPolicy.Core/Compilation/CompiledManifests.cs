using LlmPolicy.Evaluation;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>Manifests, read and compiled as far as they could be: what a policy and its analysis are made of.</summary>
internal sealed record CompiledManifests(
    IReadOnlyList<ManifestFile> Files,
    IReadOnlyList<Resource> Resources,
    IReadOnlyList<CompiledHost> Hosts,
    Listeners Listeners,
    RateLimitRules RateLimits,
    string Generation,
    CompileContext Context)
{
    /// <summary>What was found so far, in the order of files and lines.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics()
    {
        var order = Files.Index().DistinctBy(f => f.Item.Name).ToDictionary(f => f.Item.Name, f => f.Index);
        return
        [
            .. Context.Diagnostics.Items
                .OrderBy(d => order.GetValueOrDefault(d.Position.File, -1))
                .ThenBy(d => d.Position.Line)
                .ThenBy(d => d.Position.Column),
        ];
    }
}
