using LlmPolicy.Compilation;
using LlmPolicy.Evaluation;
using LlmPolicy.Manifests;
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
        options ??= new PolicyCompilerOptions();
        var sources = files.ToList();
        var diagnostics = new DiagnosticBag();
        using var hash = new GenerationHash();
        AddTo(hash, options);
        var resources = ResourceReader.Read(sources, new ReadContext(diagnostics, options.Unenforced, hash));
        var context = new CompileContext(options, diagnostics);
        CheckOptions(options, context);
        Index(resources, context);
        UpstreamCompiler.Compile(resources.OfType<Upstream>(), context);

        var policy = CompileServices(resources, sources, hash.ToName(), context);
        return new PolicyCompilation
        {
            Policy = diagnostics.HasErrors ? null : policy,
            Diagnostics = InOrder(diagnostics, sources),
            Secrets = context.Secrets.Values.Where(s => s.IsHeaderSecret).ToDictionary(s => s.Name, ToHeaderSecret),
        };
    }

    private static CompiledPolicy CompileServices(
        IReadOnlyList<Resource> resources, List<ManifestFile> sources, string generation, CompileContext context)
    {
        var domains = new DomainCompiler(context);
        var compiler = new VirtualHostCompiler(context);
        var hosts = new List<CompiledHost>();
        foreach (var service in resources.OfType<VirtualService>())
        {
            if (service.VirtualHost is not { } source)
            {
                // Reported by the reader.
                continue;
            }

            var host = compiler.Compile(service, source);
            hosts.Add(host);
            domains.Add(service, source, host);
        }

        if (hosts.Count == 0 && !context.Diagnostics.HasErrors)
        {
            context.Diagnostics.Warning(
                DiagnosticCodes.NoVirtualService,
                new SourcePosition(sources.Count > 0 ? sources[0].Name : "(no manifest)", 1, 1),
                "No VirtualService is there: every request gets 404.");
        }

        List<PolicySummary> routes = [.. hosts.SelectMany(SummaryWriter.Write)];
        return new CompiledPolicy(new PolicyEvaluator(domains.ToTables(), context.Options.LaxRules), context.Options)
        {
            Generation = generation,
            Routes = routes,
            Upstreams = [.. routes.SelectMany(r => r.Upstreams).Concat(KeyServers(context)).Distinct().Where(context.Upstreams.ContainsKey).Select(u => context.Upstreams[u])],
            RemoteKeys = [.. context.RemoteKeys],
        };
    }

    private static IEnumerable<ResourceName> KeyServers(CompileContext context) => context.RemoteKeys.Select(keys => keys.Upstream).OfType<ResourceName>();

    private static void CheckOptions(PolicyCompilerOptions options, CompileContext context)
    {
        foreach (string rule in options.LaxRules.Where(r => !StrictnessRules.All.Contains(r)))
        {
            string? nearest = NearestName.Of(rule, StrictnessRules.All);
            context.Error(
                DiagnosticCodes.UnknownRule, new SourcePosition("(options)", 1, 1), $"No strictness rule is called '{rule}'.", nearest is null ? null : $"Did you mean '{nearest}'?");
        }
    }

    private static void Index(IReadOnlyList<Resource> resources, CompileContext context)
    {
        var seen = new HashSet<(Type, ResourceName)>();
        foreach (var resource in resources)
        {
            if (!seen.Add((resource.GetType(), resource.Name)))
            {
                context.Error(DiagnosticCodes.DuplicateResource, resource.Metadata.Position, $"{resource.GetType().Name} {resource.Name} is defined twice.", "Keep one of them.");
            }

            context.Add(resource);
        }
    }

    private static HeaderSecret ToHeaderSecret(Secret secret) => new(secret.Headers.ToDictionary(h => h.Name.Value, h => h.Value, StringComparer.OrdinalIgnoreCase));

    private static List<Diagnostic> InOrder(DiagnosticBag diagnostics, List<ManifestFile> sources) =>
    [
        // What a virtual host or a RouteTable has wrong would be said once for each route.
        .. diagnostics.Items.Distinct()
            .OrderBy(d => sources.FindIndex(s => s.Name == d.Position.File))
            .ThenBy(d => d.Position.Line)
            .ThenBy(d => d.Position.Column),
    ];

    /// <summary>The options are part of a generation.</summary>
    private static void AddTo(GenerationHash hash, PolicyCompilerOptions options)
    {
        foreach (var (name, address) in options.Upstreams.OrderBy(u => u.Key.ToString(), StringComparer.Ordinal))
        {
            hash.Add($"{name}={address}");
        }

        hash.Add(string.Join(',', options.LaxRules.Order(StringComparer.Ordinal)));
        hash.Add(string.Join(',', options.Unenforced.Order(StringComparer.Ordinal)));
        hash.Add(options.RequireRbac.ToString());
        hash.Add(string.Join(',', options.PrivateKeyHosts.Order(StringComparer.Ordinal)));
    }
}
