namespace LlmPolicy.Options;

/// <summary>What the options mean to the compiler of manifests.</summary>
internal static class CompilerOptions
{
    public static PolicyCompilerOptions From(
        LlmPolicyOptions set, DiagnosticSeverity missingUpstream, DiagnosticSeverity missingSecret, IEd25519Verifier? ed25519, bool hasRateLimitService = false) => new()
        {
            Upstreams = ConfiguredNames.WithDashes(set.Upstreams),
            Secrets = ConfiguredNames.WithDashes(set.Secrets).Keys.Concat(ConfiguredNames.WithDashes(set.SecretFolders).Keys).ToHashSet(ResourceName.IgnoreCase),
            MissingUpstream = missingUpstream,
            MissingSecret = missingSecret,
            MissingReferences = set.MissingReferences,
            Unenforced = set.Unenforced.ToHashSet(StringComparer.Ordinal),
            LaxRules = set.LaxRules.ToHashSet(StringComparer.Ordinal),
            StrictRules = set.StrictRules.ToHashSet(StringComparer.Ordinal),
            Ed25519 = ed25519,
            PrivateKeyHosts = set.PrivateKeyHosts.ToHashSet(StringComparer.OrdinalIgnoreCase),
            RequireRbac = set.RequireRbac,
            AllowWebSockets = set.AllowWebSockets,
            RefusalBodies = set.RefusalBodies,
            OnRateLimitFailure = set.RateLimits.OnFailure,
            HasRateLimitService = hasRateLimitService,
        };
}
