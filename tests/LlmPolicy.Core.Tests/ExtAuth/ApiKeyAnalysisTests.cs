namespace LlmPolicy.Tests.ExtAuth;

/// <summary>What <c>check</c> says of routes with and without API keys.</summary>
public sealed class ApiKeyAnalysisTests
{
    private const string PutsOnSecret = "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: provider, namespace: default}, append: false}]}";

    private static readonly string Secrets = KeyManifest.Secret("alice", "key-a") + Manifest.Secret("provider", "authorization: Bearer x");

    [Fact]
    public void A_Secret_behind_an_API_key_is_guarded()
    {
        Codes(KeyManifest.Host(Secrets, routeOptions: PutsOnSecret)).ShouldNotContain(DiagnosticCodes.UnguardedSecret);
    }

    [Theory]
    [InlineData("extauth: {disable: true}")]
    [InlineData("extauth: {configRef: {name: anyone, namespace: default}}")]
    public void One_behind_a_guard_that_anyone_passes_is_not(string route)
    {
        string anyone = KeyManifest.Config("- apiKeyAuth: {labelSelector: {team: data}}", "!config_0", "anyone");

        Codes(KeyManifest.Host(Secrets, routeOptions: $"{PutsOnSecret}\n{route}") + anyone).ShouldContain(DiagnosticCodes.UnguardedSecret);
    }

    [Fact]
    public void A_budget_by_API_keys_wants_a_route_that_asks_for_one()
    {
        const string Budget = "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {name: b, namespace: default}\n"
            + "spec: {targetRefs: [{kind: VirtualService, name: vs}], key: [{apiKey: name}], limits: [{requests: 5, per: DAY}]}\n";

        Codes(Manifest.Service(Manifest.ForwardAll) + Budget).ShouldContain(DiagnosticCodes.BudgetKeyUnverified);
        Codes(KeyManifest.Host(Secrets) + Budget).ShouldNotContain(DiagnosticCodes.BudgetKeyUnverified);
    }

    [Fact]
    public void What_an_AuthConfig_says_is_checked_whether_or_not_it_is_asked()
    {
        Codes(Manifest.Service(Manifest.ForwardAll) + KeyManifest.Config("- {name: a}")).ShouldContain(DiagnosticCodes.AuthConfig);
    }

    private static IEnumerable<string> Codes(string manifest) => PolicyAnalyzer.Analyze([new ManifestFile(Compiling.File, manifest)]).Select(found => found.Code);
}
