using LlmPolicy.Compilation;
using LlmPolicy.Evaluation;
using LlmPolicy.Headers;
using LlmPolicy.Resources;

namespace LlmPolicy;

/// <summary>Turns manifests into a policy.</summary>
public static class PolicyCompiler
{
    /// <summary>Reads and compiles manifests. Everything that is wrong is reported at once; nothing in a manifest throws.</summary>
    /// <param name="files">The manifests.</param>
    /// <param name="options">What may be taken for granted beside them; null: the defaults.</param>
    public static PolicyCompilation Compile(IEnumerable<ManifestFile> files, PolicyCompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var manifests = ManifestCompiler.Compile(files, options ?? new PolicyCompilerOptions());
        var context = manifests.Context;
        return new PolicyCompilation
        {
            Policy = context.Diagnostics.HasErrors ? null : ToPolicy(manifests, context),
            Diagnostics = manifests.Diagnostics(),
            Secrets = context.Resources.All<Secret>().Where(s => s.IsHeaderSecret).Select(s => new KeyValuePair<ResourceName, HeaderSecret>(s.Name, ToHeaderSecret(s))).Concat(context.InlineKeys).ToDictionary(),
        };
    }

    private static CompiledPolicy ToPolicy(CompiledManifests manifests, CompileContext context)
    {
        List<PolicySummary> routes = [.. manifests.Hosts.SelectMany(SummaryWriter.Write)];
        return new CompiledPolicy(new PolicyEvaluator(manifests.Listeners, new TargetRules(context.Options.RulesOff), context.Options.RefusalBodies), context.Options)
        {
            Generation = manifests.Generation,
            Routes = routes,
            RateLimits = manifests.RateLimits,
            Upstreams = [.. routes.SelectMany(r => r.Upstreams).Concat(KeyServers(context)).Distinct().Where(u => context.Upstreams.GetValueOrDefault(u) is { Endpoints.Count: > 0 }).Select(u => context.Upstreams[u])],
            RemoteKeys = [.. context.RemoteKeys],
        };
    }

    private static IEnumerable<ResourceName> KeyServers(CompileContext context) => context.RemoteKeys.Select(keys => keys.Upstream).OfType<ResourceName>();

    private static HeaderSecret ToHeaderSecret(Secret secret) =>
        new(secret.Headers.Where(h => h.Value is not null).DistinctBy(h => h.Name.Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(h => h.Name.Value, h => HeaderSecretRules.TryUnescape(h.Value!) ?? h.Value!, StringComparer.OrdinalIgnoreCase));
}
