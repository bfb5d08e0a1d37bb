using LlmPolicy.Keys;
using LlmPolicy.Options;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Manifests;

/// <summary>Reads the manifests and compiles them to a generation.</summary>
internal sealed class PolicyLoader(
    IOptions<LlmPolicyOptions> options,
    IEnumerable<IManifestSource> added,
    IEnumerable<ISecretSource> secretSources,
    KeySourceFactory keySources,
    ContentRoot root,
    ILogger<PolicyLoader> logger,
    IEd25519Verifier? ed25519 = null)
{
    private const string DefaultFolder = "policies";

    public PolicyGeneration Load()
    {
        var compilation = PolicyCompiler.Compile(Read(), CompilerOptions());
        if (!compilation.Succeeded)
        {
            throw new LlmPolicyException(compilation.Diagnostics);
        }

        // With no VirtualService every request is 404: a folder that is not the one that was meant.
        if (compilation.Diagnostics.Any(d => d.Code == DiagnosticCodes.NoVirtualService))
        {
            throw new LlmPolicyException(compilation.Diagnostics);
        }

        foreach (var diagnostic in compilation.Diagnostics)
        {
            Report(diagnostic);
        }

        Log.Loaded(logger, compilation.Policy.Generation, compilation.Policy.Routes.Count);
        return new PolicyGeneration(compilation.Policy, keySources.Create(compilation.Policy, options.Value), compilation.Secrets);
    }

    private List<ManifestFile> Read()
    {
        List<ManifestFile> manifests = [.. added.SelectMany(source => source.Read())];
        if (options.Value.Manifests.Count > 0)
        {
            manifests.AddRange(options.Value.Manifests.SelectMany(path => ManifestFolder.Read(path, root.Path)));
        }
        else if (manifests.Count == 0)
        {
            manifests.AddRange(ManifestFolder.Read(DefaultFolder, root.Path));
        }

        return manifests;
    }

    private PolicyCompilerOptions CompilerOptions()
    {
        var set = options.Value;
        return new PolicyCompilerOptions
        {
            Upstreams = ConfiguredNames.WithDashes(set.Upstreams),
            Secrets = ConfiguredNames.WithDashes(set.Secrets).Keys.Concat(ConfiguredNames.WithDashes(set.SecretFolders).Keys).ToHashSet(),
            MissingUpstream = set.RequireUpstreams ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            // A source of the app's own may know any secret; a guard sends none.
            MissingSecret = set.RequireUpstreams && !secretSources.Any() ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            Unenforced = set.Unenforced.ToHashSet(StringComparer.Ordinal),
            LaxRules = set.LaxRules.ToHashSet(StringComparer.Ordinal),
            Ed25519 = ed25519,
            PrivateKeyHosts = set.PrivateKeyHosts.ToHashSet(StringComparer.OrdinalIgnoreCase),
            RequireRbac = set.RequireRbac,
        };
    }

    private void Report(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == DiagnosticSeverity.Warning)
        {
            Log.Warning(logger, diagnostic);
        }
        else
        {
            Log.Note(logger, diagnostic);
        }
    }
}
