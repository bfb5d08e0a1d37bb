namespace LlmPolicy.Analysis;

/// <summary>All rules.</summary>
internal static class AnalysisRules
{
    public static IReadOnlyList<IAnalysisRule> All { get; } =
    [
        new UnreachableRouteRule(),
        new MatcherNeverMatchesRule(),
        new PrefixInsideSegmentRule(),
        new RewriteSlashRule(),
        new MergedSlashesRule(),
        new DelegationOpenRule(),
        new CallerNamesUpstreamRule(),
        new AudienceRule(),
        new TokenOptionalRule(),
        new JwtReplacedRule(),
        new PrincipalClaimsRule(),
        new PrincipalProviderRule(),
        new PermissionRule(),
        new ClaimMatcherRule(),
        new RbacReplacedRule(),
        new NestedClaimRule(),
        new RbacDisabledRule(),
        new UnusableSecretRule(),
        new UnreferredGuardRule(),
        new SecretAppendedRule(),
        new SecretInPlainTextRule(),
        new UnguardedSecretRule(),
        new ModelUncheckedRule(),
        new EmptyModelRuleRule(),
        new ModelRuleForNobodyRule(),
        new SignatureBrokenRule(),
        new UnusedBudgetRule(),
        new BudgetKeyRule(),
        new BudgetModelRule(),
        new ShadowHardRule(),
        new UnreachableOverrideRule(),
        new IdleLimitRule(),
        new DuplicateHeaderRule(),
        new ClaimHeaderRule(),
        new UnderscoreTwinRule(),
        new ClaimHeaderMatcherRule(),
        new SharedOptionsRule(),
        new OverwrittenConditionsRule(),
    ];
}
