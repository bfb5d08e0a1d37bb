using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Telemetry;

namespace LlmPolicy.AspNetCore.Tests.Telemetry;

/// <summary>Which names of models are labels.</summary>
public sealed class ModelNamesTests
{
    private static readonly CompiledPolicy Policy = PolicyCompiler.Compile([new ManifestFile("test.yaml", TestManifest.Open(TestManifest.Route("prefix: /")) + """

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: [{models: [gpt-4o, 'o*', cheap], setModel: {cheap: gpt-4o-mini}}]}
        """)], new PolicyCompilerOptions { MissingUpstream = DiagnosticSeverity.Warning }).Policy!;

    private readonly ModelNames _names = new();

    [Theory]
    [InlineData("gpt-4o", "gpt-4o")]
    [InlineData("gpt-4o-mini", "gpt-4o-mini")]
    [InlineData("o3", "other")]
    [InlineData("o*", "other")]
    [InlineData("", "other")]
    public void A_name_counts_that_the_policy_has_without_a_wildcard(string name, string label) => _names.Of(Policy, name).ShouldBe(label);

    [Fact]
    public void A_name_counts_that_an_upstream_reported()
    {
        _names.Reported("gpt-4o-2024-08-06");

        _names.Of(Policy, "gpt-4o-2024-08-06").ShouldBe("gpt-4o-2024-08-06");
    }

    [Fact]
    [AbuseCase("C8")]
    public void Only_so_many_names_of_upstreams_count()
    {
        for (int i = 0; i < 3 * ModelNames.Most; i++)
        {
            _names.Reported($"model-{i}");
        }

        Enumerable.Range(0, 3 * ModelNames.Most).Count(i => _names.Of(Policy, $"model-{i}") != "other").ShouldBe(ModelNames.Most);
        _names.Of(Policy, "gpt-4o").ShouldBe("gpt-4o");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a name")]
    [InlineData("name\n")]
    [InlineData("námé")]
    public void A_name_of_an_odd_form_does_not_count(string name)
    {
        _names.Reported(name);
        _names.Reported(new string('x', 101));

        _names.Of(Policy, name).ShouldBe("other");
        _names.Of(Policy, new string('x', 101)).ShouldBe("other");
    }
}
