using LlmPolicy.Compilation;
using LlmPolicy.Cors;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A <c>cors</c> that counts somewhere: as it is written, and a route on which it counts.</summary>
internal sealed record CorsUse(CorsSettings Source, CompiledHost Host, CompiledRoute Route)
{
    /// <summary>The policy that it comes to there; null where the route forwards nothing, or has it switched off.</summary>
    public CorsPolicy? Policy { get; } = Route.Policy?.Steps.Rules.Select(rule => rule.Step).OfType<CorsStep>().FirstOrDefault()?.Policy;

    public IEnumerable<Text> Origins => Source.AllowOrigin.Concat(Source.AllowOriginRegex);

    public static IEnumerable<CorsUse> Of(IEnumerable<(CompiledHost Host, CompiledRoute Route)> routes) =>
        routes.Select(r => (r.Route.Source.Options.Cors ?? r.Host.Source.Options.Cors) is { } source ? new CorsUse(source, r.Host, r.Route) : null).OfType<CorsUse>();
}
