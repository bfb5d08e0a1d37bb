using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>The routes in words, as a host prints them at start.</summary>
public sealed class SummaryTests
{
    [Fact]
    public void A_route_says_where_it_matches_who_may_and_what_happens()
    {
        var policy = Compiling.Policy(Manifest.Service(
            $$"""
            - name: guarded
              matchers: [{exact: /a, methods: [GET, POST], headers: [{name: x-a, value: '1'}, {name: x-b}], queryParameters: [{name: q, value: '[0-9]', regex: true}]}, {regex: '/b.*'}]
              routeAction: {{Manifest.ToUp}}
              options: {rbac: {policies: {team: {principals: [{jwtPrincipal: {claims: {team: data} } }]} } } }
            - {matchers: [{prefix: /open}], directResponseAction: {status: 204}, options: {jwt: {disable: true} } }
            - redirectAction: {hostRedirect: other.example}
            """,
            Manifest.Jwt(Keys.Hmac.PublicKey)));

        policy.Routes.Select(r => (r.Route.Name, string.Join(" / ", r.Matchers), r.Access, r.Action)).ShouldBe(
        [
            ("guarded", "exact /a, GET|POST, header x-a = 1, header x-b present, query q ~ [0-9] / regex /b.*", "a token of p, team (team = data)", "forward"),
            ("routes[1]", "prefix /open", "anyone", "respond 204"),
            ("routes[2]", "prefix /", "a token of p", "redirect 301"),
        ]);
    }

    [Fact]
    public void Nobody_may_where_no_policy_allows()
    {
        Compiling.Policy(Manifest.Route("rbac: {policies: {}}", Manifest.Jwt(Keys.Hmac.PublicKey))).Routes.ShouldHaveSingleItem().Access.ShouldEndWith("nobody");
    }

    [Fact]
    public void What_a_policy_permits_and_whose_token_it_asks_for_is_said()
    {
        Compiling.Policy(Manifest.Route(
            "rbac: {policies: {readers: {permissions: {methods: [GET, HEAD], pathPrefix: /docs}, principals: [{jwtPrincipal: {provider: p}}, {jwtPrincipal: {claims: {team: data}}}]}}}",
            Manifest.Jwt(Keys.Hmac.PublicKey))).Routes.ShouldHaveSingleItem().Access.ShouldBe("a token of p, readers (any token of p or team = data; prefix /docs, GET|HEAD)");
    }

    [Fact]
    public void Which_models_the_rules_allow_is_said_policy_by_policy()
    {
        string Models(string name, string rules) => $$"""

            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: ModelPolicy
            metadata: {name: {{name}}}
            spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: {{rules}}}

            """;

        string manifest = Manifest.Route("{}", Manifest.Jwt(Keys.Hmac.PublicKey))
            + Models("a", "[{models: [o3, gpt-4o*], principals: [{jwtPrincipal: {claims: {team: data}}}]}, {fromClaim: llms, unnamed: [BATCH]}]") + Models("b", "[]");

        Compiling.Policy(manifest).Routes.ShouldHaveSingleItem().Access
            .ShouldBe("a token of p; models: the model o3, models that begin with gpt-4o (for team = data) or those in the claim llms, unnamed Batch; models: none");
    }

    [Fact]
    public void How_much_budgets_allow_and_whom_is_said()
    {
        string manifest = Manifest.Route("{}", Manifest.Jwt(Keys.Hmac.PublicKey)) + """

            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: tokens}
            spec:
              targetRefs: [{kind: VirtualService, name: vs}]
              key: [{claim: sub}, {claim: teams, each: true, provider: p}]
              limits: [{tokens: 0.5, per: DAY}, {concurrent: 5}]
              overrides: [{key: {sub: a}, limits: [{requests: 1, per: DAY}]}]
              mode: SHADOW

            """;

        Compiling.Policy(manifest).Routes.ShouldHaveSingleItem().Access
            .ShouldBe("a token of p; budget: 0.5 tokens per DAY/UTC, 5 concurrent, for each sub and value of teams of p, others for some, in the shadow");
    }

    [Fact]
    public void Words_hold_no_secret()
    {
        var policy = Compiling.Policy(Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: s, namespace: default}}]}") + Manifest.Secret("s", "x-key: c4n4ry"));

        string words = JsonSerializer.Serialize(policy.Routes);
        words.ShouldContain("\"Name\":\"s\"");
        words.ShouldNotContain("c4n4ry");
    }
}
