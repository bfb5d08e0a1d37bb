using LlmPolicy.Tests.ExtAuth;

namespace LlmPolicy.Tests;

/// <summary>A name that a template left empty names nothing: what it was to name may be a guard.</summary>
public sealed class EmptyNameTests
{
    [Theory]
    [InlineData("extauth: {configRef: {name: '', namespace: default}}")]
    [InlineData("extauth: {configRef: {name: ''}}")]
    [InlineData("rateLimitConfigs: {refs: [{name: '', namespace: default}]}")]
    [InlineData("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: '', namespace: default}}]}")]
    public void Of_an_option(string options) => ShouldNotLoad(Manifest.Service(Manifest.ForwardAll, options));

    [Fact]
    public void Of_the_secret_that_makes_digests_of_keys() => ShouldNotLoad(KeyManifest.Host(KeyManifest.Secret("infra", "key"), "hmac: {sharedSecretRef: {name: '', namespace: default}}"));

    [Theory]
    [InlineData("secretRef: {name: '', namespace: default}")]
    [InlineData("inline: ''")]
    public void Of_a_providers_key(string token) => ShouldNotLoad(
        Manifest.Service("- routeAction: {single: {upstream: {name: ai, namespace: default}}}")
        + $"\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: ai, namespace: default}}\nspec: {{ai: {{openai: {{authToken: {{{token}}}}}}}}}\n");

    private static void ShouldNotLoad(string manifest)
    {
        var compilation = Compiling.Compile(manifest);

        compilation.Policy.ShouldBeNull();
        compilation.Diagnostics.ShouldContain(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Message.Contains("empty", StringComparison.Ordinal));
    }
}
