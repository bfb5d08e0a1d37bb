using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>Reads manifests and compiles what they hold. Everything that is wrong is reported at once.</summary>
internal static class ManifestCompiler
{
    public static CompiledManifests Compile(IEnumerable<ManifestFile> files, PolicyCompilerOptions options)
    {
        var sources = files.ToList();
        var diagnostics = new DiagnosticBag();
        using var hash = new GenerationHash();
        AddTo(hash, options);
        var resources = ResourceReader.Read(sources, new ReadContext(diagnostics, options.Unenforced, hash) { LaxRules = options.LaxRules }, options.Kinds);
        var context = new CompileContext(options, diagnostics);
        CheckOptions(options, context);
        Index(resources, context);
        UpstreamCompiler.Compile(resources.OfType<Upstream>(), context);

        CheckSettings(context);
        var domains = new DomainCompiler(context);
        var hosts = CompileHosts(resources, domains, context);
        CheckGateways(resources.OfType<Gateway>(), context);
        foreach (var unreachable in context.Unreachable.Values)
        {
            unreachable.Report(context);
        }

        if (hosts.Count == 0 && !diagnostics.HasErrors)
        {
            diagnostics.Warning(
                DiagnosticCodes.NoVirtualService,
                new SourcePosition(sources.Count > 0 ? sources[0].Name : "(no manifest)", 1, 1),
                "There is no VirtualService: every request gets 404.");
        }

        return new CompiledManifests(sources, resources, hosts, domains.ToListeners(), context.RateLimits, hash.ToName(), context);
    }

    private static List<CompiledHost> CompileHosts(IReadOnlyList<Resource> resources, DomainCompiler domains, CompileContext context)
    {
        var compiler = new VirtualHostCompiler(context);
        var hosts = new List<CompiledHost>();
        foreach (var service in resources.OfType<VirtualService>())
        {
            var source = service.VirtualHost ?? WithoutHost(service, context);
            CheckCertificate(service, context);
            var host = compiler.Compile(service, source);
            hosts.Add(host);
            domains.Add(service, source, host);
        }

        return hosts;
    }

    /// <summary>To Gloo it is a host for everything that has no routes.</summary>
    private static VirtualHost WithoutHost(VirtualService service, CompileContext context)
    {
        context.Diagnostics.Warning(
            DiagnosticCodes.RequiredField, service.Position, "'virtualHost' is missing in spec: every request to a host that no other VirtualService has gets 404.");
        return new VirtualHost([], [], VirtualHostOptions.None, [], service.Position);
    }

    /// <summary>The certificate is the server's here, not the Secret's; yet Gloo serves none of its hosts without it.</summary>
    private static void CheckCertificate(VirtualService service, CompileContext context)
    {
        const string Path = "spec.sslConfig.secretRef";
        if (service.SslConfig?.SecretRef is not { } reference || context.Resources.TryFind<Secret>(reference.Named(), out _) || context.Options.Secrets.Contains(reference.Named()))
        {
            return;
        }

        var severity = context.Options.Unenforced.Contains(Path) ? DiagnosticSeverity.Warning : context.Options.MissingSecret;
        context.Missing(
            severity, DiagnosticCodes.MissingSecret, reference.Position, $"No Secret {reference.Named()} is in these files.",
            $"Add it to the manifests; or, since the certificate is the server's here, accept that by adding '{Path}' to LlmPolicy:Unenforced.");
    }

    /// <summary>What a Gateway names has to be there, as in Gloo.</summary>
    private static void CheckGateways(IEnumerable<Gateway> gateways, CompileContext context)
    {
        foreach (var gateway in gateways)
        {
            foreach (var reference in gateway.VirtualServices.Where(one => !context.Resources.TryFind<VirtualService>(one.Named(), out _)))
            {
                context.MissingByRule(
                    DiagnosticCodes.MissingReference, reference.Position, $"No VirtualService {reference.Named()} is defined.", reference.Advice("Add it to the manifests, or leave out the Gateway: it is not carried out."));
            }

            foreach (var reference in gateway.Certificates.Where(one => !context.Resources.TryFind<Secret>(one.Named(), out _) && !context.Options.Secrets.Contains(one.Named())))
            {
                context.Missing(
                    context.Options.MissingSecret, DiagnosticCodes.MissingSecret, reference.Position, $"No Secret {reference.Named()} is in these files.",
                    "Add it to the manifests, or leave out the Gateway: it is not carried out.");
            }
        }
    }

    private static void CheckOptions(PolicyCompilerOptions options, CompileContext context)
    {
        var position = new SourcePosition("(options)", 1, 1);
        foreach (string rule in options.LaxRules.Concat(options.StrictRules).Distinct().Where(r => !StrictnessRules.All.Contains(r)))
        {
            string? nearest = NearestName.Of(rule, StrictnessRules.All);
            context.Error(DiagnosticCodes.UnknownRule, position, $"No strictness rule is called '{rule}'.", nearest is null ? null : $"Did you mean '{nearest}'?");
        }

        foreach (string rule in options.StrictRules.Intersect(options.LaxRules))
        {
            context.Error(DiagnosticCodes.UnknownRule, position, $"The rule '{rule}' is switched on and off.", "Take it out of LlmPolicy:LaxRules or of LlmPolicy:StrictRules.");
        }
    }

    private static void Index(IReadOnlyList<Resource> resources, CompileContext context)
    {
        foreach (var resource in resources.Where(resource => resource is not Gateway && !context.Resources.Add(resource)))
        {
            context.Error(DiagnosticCodes.DuplicateResource, resource.Metadata.Position, $"{resource.Kind} {resource.Name} is defined twice.", "Keep one of them.");
        }
    }

    private static void CheckSettings(CompileContext context)
    {
        foreach (var other in context.Resources.All<Settings>().Where(settings => settings != context.Settings))
        {
            context.Diagnostics.Warning(
                DiagnosticCodes.SettingsTwice, other.Metadata.Position, $"The Settings {other.Name} say nothing here: those called {context.Settings!.Name} count.", "Keep one of them.");
        }
    }

    /// <summary>The options are part of a generation.</summary>
    private static void AddTo(GenerationHash hash, PolicyCompilerOptions options)
    {
        foreach (var (name, address) in options.Upstreams.OrderBy(u => u.Key.ToString(), StringComparer.Ordinal))
        {
            hash.Add($"{name}={address}");
        }

        hash.Add(string.Join(',', options.LaxRules.Concat(options.StrictRules.Select(rule => $"+{rule}")).Order(StringComparer.Ordinal)));
        hash.Add(string.Join(',', options.Unenforced.Order(StringComparer.Ordinal)));
        hash.Add(options.RequireRbac.ToString());
        if (options.MissingReferences != DiagnosticSeverity.Error)
        {
            hash.Add(options.MissingReferences.ToString());
        }

        if (!options.AllowWebSockets)
        {
            hash.Add("no WebSockets");
        }

        if (options.RefusalBodies != RefusalBodies.Envoy)
        {
            hash.Add($"refusals {options.RefusalBodies}");
        }

        if (options.OnRateLimitFailure != RateLimitFailureMode.Refuse)
        {
            hash.Add($"rate limits {options.OnRateLimitFailure}");
        }

        hash.Add(string.Join(',', options.PrivateKeyHosts.Order(StringComparer.Ordinal)));
        if (options.Secrets.Count > 0)
        {
            // Only the host knows their headers, so that no template shows any: that is part of a decision.
            hash.Add(string.Join(',', options.Secrets.Select(name => name.ToString()).Order(StringComparer.Ordinal)));
        }
    }
}
