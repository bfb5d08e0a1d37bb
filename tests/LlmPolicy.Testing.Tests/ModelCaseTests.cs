namespace LlmPolicy.Testing;

/// <summary>Cases about the model that a request asks for.</summary>
public sealed class ModelCaseTests
{
    private const string Policy = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            routes: [{routeAction: {single: {upstream: {name: up}}}}]
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models}
        spec:
          targetRefs: [{kind: VirtualService, name: vs}]
          bodyLimit: 4000
          rules:
            - {models: [small]}
            - {models: [fast, quick], setModel: {fast: small, quick: small}}
        """;

    private static readonly ManifestFile File = new("policy.yaml", Policy);

    [Theory]
    [InlineData("{model: small}", "{outcome: forward, model: small}")]
    [InlineData("{model: fast, n: 1, stop: [a, 'b']}", "{outcome: forward, model: small}")]
    [InlineData("'{\"model\":\"fast\"}'", "{outcome: forward, model: small}")]
    [InlineData("{model: large}", "{status: 403, reason: model.denied, model: large}")]
    [InlineData("'{\"model\":\"small\"}{}'", "{status: 400, reason: model.body}")]
    [InlineData("{model: large}", "{model: small}", "model: expected small, was large")]
    public void A_request_may_have_a_body_and_a_case_expect_a_model(string body, string expect, params string[] differences) =>
        CaseText.Run(Case(body, expect), File).ShouldBe(differences);

    [Fact]
    public void Rules_on_models_are_reached_and_held_by_cases()
    {
        var tests = CaseText.Read($"cases: [{{name: one, {Case("{model: fast}", "{outcome: forward, model: small}").Replace("\n", ", ", StringComparison.Ordinal)}}}]", File);

        tests.MeasureCoverage().Unreached.Select(r => r.Path).ShouldBe(["spec.rules[0]"]);
        tests.Mutate().Unnoticed.Select(r => r.Path).ShouldBe(["spec.rules[0]", "spec.rules[1].models[1]", "spec.rules[1].setModel.quick"]);
    }

    private static string Case(string body, string expect) => $"request: {{method: POST, url: /v1/chat/completions, body: {body}}}\nexpect: {expect}";
}
