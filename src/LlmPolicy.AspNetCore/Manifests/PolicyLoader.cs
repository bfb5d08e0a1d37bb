using LlmPolicy.Facts;
using LlmPolicy.Keys;
using LlmPolicy.Options;
using LlmPolicy.RateLimits;
using LlmPolicy.Secrets;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Manifests;

/// <summary>Compiles manifests and options to a generation.</summary>
internal sealed class PolicyLoader(
    IEnumerable<ISecretSource> secretSources,
    KeySourceFactory keySources,
    OutputHistory outputs,
    TokenLookups lookups,
    Revocations revocations,
    RateLimitKeeper rateLimits,
    ContentRoot root,
    TimeProvider time,
    ILogger<PolicyLoader> logger,
    IEd25519Verifier? ed25519 = null,
    OwnRateLimitService? ownRateLimitService = null,
    CompilerOptionsChange? change = null)
{
    /// <summary>Makes the policy that is to decide, and logs what was found in it.</summary>
    /// <exception cref="LlmPolicyException">The manifests do not load.</exception>
    public PolicyGeneration Load(PolicyInputs inputs)
    {
        var next = Compile(inputs);
        Report(new DiagnosticExcerpt(next.Diagnostics));
        foreach (string provider in inputs.Options.Revoked.Select(token => token.Provider).OfType<string>().Distinct().Except(next.Policy.Providers))
        {
            Log.RevokedProviderUnknown(logger, provider);
        }

        return next;
    }

    /// <summary>Makes a policy, and says nothing of it.</summary>
    /// <exception cref="LlmPolicyException">The manifests do not load.</exception>
    public PolicyGeneration Compile(PolicyInputs inputs)
    {
        var options = ToCompilerOptions(inputs.Options);
        var compilation = PolicyCompiler.Compile(inputs.Manifests, change?.Invoke(options) ?? options);

        // With no VirtualService every request is 404: a folder that is not the one that was meant.
        if (!compilation.Succeeded || compilation.Diagnostics.Any(d => d.Code == DiagnosticCodes.NoVirtualService))
        {
            throw new LlmPolicyException(compilation.Diagnostics);
        }

        return new PolicyGeneration(
            inputs,
            compilation.Policy,
            compilation.Diagnostics,
            keySources.Create(compilation.Policy, inputs.Options),
            new GenerationSecrets(inputs.Options, compilation.Secrets, root.Path, time),
            outputs,
            lookups,
            revocations,
            rateLimits);
    }

    private PolicyCompilerOptions ToCompilerOptions(LlmPolicyOptions set) => CompilerOptions.From(
        set,
        missingUpstream: set.RequireUpstreams ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        // A source of the app's own may know any secret; a guard sends none.
        missingSecret: set.RequireUpstreams && !secretSources.Any() ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        ed25519,
        hasRateLimitService: ownRateLimitService is not null);

    private void Report(DiagnosticExcerpt diagnostics)
    {
        foreach (var diagnostic in diagnostics.Shown)
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

        if (diagnostics.More > 0)
        {
            Log.MoreWarnings(logger, diagnostics.More);
        }
    }
}
