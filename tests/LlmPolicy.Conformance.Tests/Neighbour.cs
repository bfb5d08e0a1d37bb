using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

/// <summary>
/// Requests beside the recorded ones, in place of a recording: what Core answers without its rules of strictness stands for Envoy's
/// answer.
/// </summary>
internal static class Neighbour
{
    public static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public const string Upstream = """

        ---
        apiVersion: gloo.solo.io/v1
        kind: Upstream
        metadata: {name: up, namespace: default}
        spec: {static: {hosts: [{addr: up.test, port: 80}]}}
        """;

    /// <summary>How the way's answers compare with those of Core without strictness.</summary>
    public static async Task<IReadOnlyList<(CaseRequest Request, CaseResult Result)>> CompareAsync(
        ICaseRunner way, SuiteGroup group, IEnumerable<CaseRequest> requests)
    {
        await using CoreGroupRun envoy = new CoreGroupRun(group, Compile(group, StrictnessRules.All), Now, cache: null);
        await using IGroupRun ours = await way.StartAsync(group, Compile(group, []), Now);
        Comparison comparison = new(group, new Dictionary<ResourceName, HeaderSecret>(), way.Rules);
        List<(CaseRequest, CaseResult)> results = [];
        foreach (CaseRequest request in requests)
        {
            SuiteCase asked = new(Name(request), request, new Expectation(EchoUpstream.Status));
            SuiteCase recorded = asked with { Expect = Recorded.Of(await envoy.AnswerAsync(asked), request) };
            results.Add((request, comparison.Compare(recorded, await ours.AnswerAsync(recorded))));
        }

        return results;
    }

    private static PolicyCompilation Compile(SuiteGroup group, IEnumerable<string> laxRules) =>
        PolicyCompiler.Compile([new ManifestFile("manifests.yaml", group.Manifests)], new PolicyCompilerOptions { LaxRules = laxRules.ToHashSet() });

    private static string Name(CaseRequest request) =>
        OneLine.Escape($"{request.Method} {request.Target} {string.Join(", ", request.Headers.Select(header => $"{header[0]}: {header[1]}"))}");
}
