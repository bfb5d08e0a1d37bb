namespace LlmPolicy.Testing.Diffing;

/// <summary>What a change of the provider that an Upstream names is told to be. Its key is told by its name alone.</summary>
public sealed class DiffProviderTests
{
    private const string Key = "sk-0123456789abcdef";

    private const string Policy = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            routes:
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: ai}}}
        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: ai}
        spec: {ai: {openai: {authToken: {secretRef: {name: a, namespace: default}}, model: small}}}
        """;

    [Theory]
    [InlineData("openai: {authToken", "mistral: {authToken", PolicyDifferenceKind.OtherUpstream, "api.openai.com", "api.mistral.ai")]
    [InlineData("{name: a, ", "{name: b, ", PolicyDifferenceKind.OtherSecret, "default/a", "default/b")]
    [InlineData("model: small", "model: large", PolicyDifferenceKind.ChangedRequest, "", "")]
    public void Another_provider_key_or_model_is_told(string old, string @new, PolicyDifferenceKind kind, string before, string after)
    {
        Policy.ShouldContain(old);

        var told = Compare(Policy, Policy.Replace(old, @new, StringComparison.Ordinal)).Where(d => d.Kind == kind).ToList();

        told.ShouldContain(d => d.Old.Contains(before, StringComparison.Ordinal) && d.New.Contains(after, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("secretRef: {name: a, namespace: default}", $"inline: {Key}")]
    [InlineData($"inline: {Key}", $"inline: {Key}0")]
    [InlineData($"inline: {Key}", "secretRef: {name: a, namespace: default}")]
    public void A_key_in_the_manifest_is_never_shown(string old, string @new)
    {
        const string Ref = "secretRef: {name: a, namespace: default}";

        var told = Compare(Policy.Replace(Ref, old, StringComparison.Ordinal), Policy.Replace(Ref, @new, StringComparison.Ordinal));

        told.ShouldNotBeEmpty();
        told.ShouldAllBe(d => !$"{d.What} {d.Request} {d.Caller} {d.Old} {d.New}".Contains(Key));
    }

    private static IReadOnlyList<PolicyDifference> Compare(string old, string @new) =>
        PolicyDiff.Compare([new ManifestFile("policy.yaml", old)], [new ManifestFile("policy.yaml", @new)], new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
}
