using LlmPolicy.Compilation;
using LlmPolicy.Resources;
using LlmPolicy.Transformations;

namespace LlmPolicy.Analysis;

/// <summary>What the rules look at, and where they report.</summary>
internal sealed class AnalysisContext(CompiledManifests manifests)
{
    public IReadOnlyList<Resource> Resources => manifests.Resources;

    public CompileContext Compiled => manifests.Context;

    public IReadOnlyList<CompiledHost> Hosts => manifests.Hosts;

    /// <summary>All routes after delegation, each with its host.</summary>
    public IReadOnlyList<(CompiledHost Host, CompiledRoute Route)> Routes { get; } =
        [.. manifests.Hosts.SelectMany(host => host.Routes.Select(route => (host, route)))];

    /// <summary>Each <c>rbac</c> that counts somewhere.</summary>
    public IReadOnlyList<RbacUse> Rbac { get; } =
        [.. RbacUse.Of([.. manifests.Hosts.SelectMany(host => host.Routes.Select(route => (host, route)))])];

    /// <summary>Everything that the manifests themselves say, used by a route or not.</summary>
    public WrittenPolicy Written { get; } = new(manifests.Resources);

    /// <summary>Each <c>headerSecretRef</c> that a route puts on, with all of its uses.</summary>
    public IReadOnlyList<IGrouping<SourcePosition, SecretUse>> Secrets { get; } =
        [.. manifests.Hosts.SelectMany(h => h.Routes).SelectMany(SecretUse.Of).GroupBy(use => use.Addition.Origin)];

    /// <summary>Each ModelPolicy's rules that count somewhere.</summary>
    public IReadOnlyList<ModelRulesUse> ModelRules { get; } =
        [.. ModelRulesUse.Of([.. manifests.Hosts.SelectMany(host => host.Routes.Select(route => (host, route)))])];

    /// <summary>Each TokenBudget, with the routes at which it counts.</summary>
    public IReadOnlyList<BudgetUse> Budgets { get; } =
        [.. BudgetUse.Of(manifests.Resources, [.. manifests.Hosts.SelectMany(host => host.Routes.Select(route => (host, route)))])];

    /// <summary>Each <c>cors</c> that counts somewhere, by route.</summary>
    public IReadOnlyList<CorsUse> Cors { get; } =
        [.. CorsUse.Of([.. manifests.Hosts.SelectMany(host => host.Routes.Select(route => (host, route)))])];

    /// <summary>Each <c>rateLimits</c> that counts somewhere, by route.</summary>
    public IReadOnlyList<RateLimitUse> RateLimits { get; } =
        [.. RateLimitUse.Of(manifests.Hosts.SelectMany(host => host.Routes.Select(route => (host, route))))];

    /// <summary>The hosts on which headers made of claims, or transformed, may lead a request from a route that asked for its token to one that does not.</summary>
    public IReadOnlySet<CompiledHost> Rerouting { get; } = manifests.Hosts
        .Where(host => host.Routes.SelectMany(r => r.Guards.Stages).Any(stage => stage.Providers.Any(p => p.Provider.ClaimsToHeaders.Count > 0))
            || host.Routes.SelectMany(r => r.Policy?.Steps.Rules ?? []).Select(rule => rule.Step).OfType<TransformationStep>().Any(step => step.Rerouting.Any()))
        .ToHashSet<CompiledHost>(ReferenceEqualityComparer.Instance);

    public void Warn(string code, SourcePosition position, string message, string remedy) =>
        manifests.Context.Diagnostics.Warning(code, position, message, remedy);

    public void Note(string code, SourcePosition position, string message, string remedy) =>
        manifests.Context.Diagnostics.Note(code, position, message, remedy);
}
