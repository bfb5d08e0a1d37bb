using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

/// <summary>The rules hold for more than the recorded cases: whatever is refused on purpose beside them falls under one.</summary>
public class NeighbourTests
{
    private static readonly SuiteGroup Open = new("open", Service(
        """
            - {matchers: [{prefix: /direct}], directResponseAction: {status: 200, body: up}}
            - {matchers: [{prefix: /rewritten}], routeAction: {single: {upstream: {name: up, namespace: default}}}, options: {prefixRewrite: x}}
            - {matchers: [{prefix: /a}], routeAction: {single: {upstream: {name: up, namespace: default}}}}
        """));

    [Fact]
    public async Task What_the_gateway_refuses_and_core_does_not_is_by_a_rule_of_the_server()
    {
        IReadOnlyList<(CaseRequest Request, CaseResult Result)> results = await Neighbour.CompareAsync(new GatewayRunner(), Open, OddRequests.All);

        ShouldBeByRule(results, "server.request-line", "host.syntax", "target.no-path", "target.dot-segments");
    }

    [Fact]
    [AbuseCase("P1")]
    public async Task A_target_with_dot_segments_in_any_spelling_is_refused_by_rule() =>
        ShouldBeByRule(await Neighbour.CompareAsync(new CoreRunner(() => null), Open, OddRequests.DotSegments), "target.dot-segments");

    [Fact]
    public async Task A_token_in_any_odd_spelling_is_refused_by_rule()
    {
        SuiteGroup guarded = new("guarded", Service(
            $$"""
                - {matchers: [{prefix: /direct}], directResponseAction: {status: 200, body: up} }
                - {matchers: [{prefix: /}], routeAction: {single: {upstream: {name: up, namespace: default} } } }
                options:
                  jwt:
                    providers:
                      p:
                        jwks: {local: {key: '{{OddTokens.Key}}'} }
                        tokenSource: {headers: [{header: Authorization, prefix: 'Bearer '}, {header: x-jwt}], queryParams: [jwt]}
            """));

        ShouldBeByRule(
            await Neighbour.CompareAsync(new CoreRunner(() => null), guarded, OddTokens.All),
            "token.crit", "token.b64", "token.zip", "token.json", "token.base64url", "token.size");
    }

    private static void ShouldBeByRule(IReadOnlyList<(CaseRequest Request, CaseResult Result)> results, params string[] rules)
    {
        results.Select(found => found.Result).Where(result => result.Verdict is not (Verdict.Identical or Verdict.ByRule)).ShouldBeEmpty();
        results.Count(found => found.Result.Verdict == Verdict.Identical).ShouldBeGreaterThan(0);
        results.SelectMany(found => found.Result.Rules).Distinct().ShouldBe(rules, ignoreOrder: true);
    }

    private static string Service(string routes) =>
        $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            routes:
        {{routes}}
        """ + Neighbour.Upstream;
}
