namespace LlmPolicy.Testing;

/// <summary>Rules that no case reaches, and rules that no case holds.</summary>
public sealed class RuleTests
{
    private const string Manifest = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            options:
              jwt:
                providers:
                  one: {issuer: one, jwks: {local: {key: '{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}'}}, claimsToHeaders: [{claim: team, header: x-team}]}
                  two: {issuer: two, jwks: {remote: {url: 'https://keys.example/jwks', cacheDuration: 60s}}}
              headerManipulation: {responseHeadersToAdd: [{header: {key: x-host, value: all}}]}
            routes:
              - name: hello
                matchers:
                  - exact: /hello
                  - {prefix: /hi, methods: [GET], caseSensitive: true}
                directResponseAction: {status: 200, body: Hello 🙂}
                options: {headerManipulation: {responseHeadersToAdd: [{header: {key: x-a, value: b}, append: true}]}}
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: up, namespace: default}}}
                options:
                  rbac:
                    policies:
                      data: {permissions: {methods: [GET, POST]}, principals: [{jwtPrincipal: {claims: {team: data, name: x}}}, {jwtPrincipal: {claims: {team: web}}}]}
                      staff: {principals: [{jwtPrincipal: {claims: {staff: 'true'}, matcher: BOOLEAN}}]}
                  headerManipulation:
                    requestHeadersToRemove: [x-a]
                    responseHeadersToRemove: [server]
                  timeout: 5s
        """;

    private const string Web = "{name: web, request: {url: /}, provider: one, claims: {team: web}, expect: {outcome: forward, headers: {x-team: web, x-a: }}}";

    private static readonly string WebWithHeader = Web.Replace("request: {url: /}", "request: {url: /, headers: {x-a: b}}", StringComparison.Ordinal);

    private static readonly ManifestFile File = new("vs.yaml", Manifest);

    [Fact]
    public void A_rule_is_reached_by_a_case_to_which_it_applies()
    {
        Unreached($"cases: [{Web}]").ShouldBe(
        [
            "options.jwt.providers.two", "routes[0]", "routes[0].matchers[0]", "routes[0].matchers[1]",
            "routes[0].options.headerManipulation.responseHeadersToAdd[0]",
            "routes[1].options.rbac.policies.data.principals[0]",
            "routes[1].options.rbac.policies.data.principals[0].jwtPrincipal.claims.team",
            "routes[1].options.rbac.policies.data.principals[0].jwtPrincipal.claims.name",
            "routes[1].options.rbac.policies.staff",
            "routes[1].options.rbac.policies.staff.principals[0]",
            "routes[1].options.rbac.policies.staff.principals[0].jwtPrincipal.claims.staff",
            "routes[1].options.headerManipulation.requestHeadersToRemove[0]",
            "routes[1].options.headerManipulation.responseHeadersToRemove[0]",
        ]);
    }

    [Fact]
    public void Answers_of_the_policys_own_and_of_the_upstream_reach_response_headers()
    {
        string[] unreached = Unreached("""
            cases:
              - {name: hi, request: {url: /hi}, provider: two, claims: {}, expect: {status: 200}}
              - {name: up, request: {url: /}, provider: two, claims: {staff: true}, response: {headers: {server: x}}, expect: {outcome: forward}}
            """);
        unreached.ShouldBe(
        [
            "options.jwt.providers.one", "options.jwt.providers.one.claimsToHeaders[0]", "routes[0].matchers[0]",
            "routes[1].options.rbac.policies.data",
            "routes[1].options.rbac.policies.data.principals[0]",
            "routes[1].options.rbac.policies.data.principals[0].jwtPrincipal.claims.team",
            "routes[1].options.rbac.policies.data.principals[0].jwtPrincipal.claims.name",
            "routes[1].options.rbac.policies.data.principals[1]",
            "routes[1].options.rbac.policies.data.principals[1].jwtPrincipal.claims.team",
            "routes[1].options.headerManipulation.requestHeadersToRemove[0]",
        ]);
    }

    [Fact]
    public void Rules_whose_absence_no_case_notices_are_told_and_of_nested_ones_the_outermost()
    {
        string[] unnoticed = Unnoticed($"cases: [{Web}, {{name: none, request: {{url: /}}, expect: {{status: 401}}}}]");

        unnoticed.ShouldBe(
        [
            "options.jwt.providers.one.issuer",
            "options.jwt.providers.two",
            "options.headerManipulation",
            "routes[0]",
            "routes[1].options",
        ]);
    }

    [Fact]
    public void What_the_cases_hold_is_noticed()
    {
        string[] unnoticed = Unnoticed("""
            cases:
              - WEB
              - {name: hello, request: {url: /hello}, provider: two, claims: {}, expect: {body: Hello 🙂, headers: {x-a: b, x-host: all}}}
              - {name: hi, request: {url: /hi}, provider: two, claims: {}, expect: {status: 200}}
              - {name: post, request: {method: POST, url: /hi}, provider: two, claims: {}, expect: {status: 403}}
              - {name: put, request: {method: PUT, url: /}, provider: one, claims: {team: web}, expect: {status: 403}}
              - {name: data, request: {method: POST, url: /}, provider: two, claims: {team: data, name: x}, expect: {timeout: 5s}}
              - {name: no x, request: {url: /}, provider: two, claims: {team: data}, expect: {status: 403}}
              - {name: no team, request: {url: /}, provider: two, claims: {name: x}, expect: {status: 403}}
              - {name: staff, request: {url: /}, provider: two, claims: {staff: true}, response: {headers: {server: x}}, expect: {responseHeaders: {server: }}}
              - {name: other, request: {url: /}, provider: two, claims: {iss: three, staff: true}, expect: {status: 401}}
              - {name: other one, request: {url: /}, provider: one, claims: {iss: three, staff: true}, expect: {status: 401}}
            """.Replace("WEB", WebWithHeader, StringComparison.Ordinal));

        unnoticed.ShouldBeEmpty();
    }

    [Fact]
    public void What_has_no_meaning_of_its_own_is_not_deleted()
    {
        string[] paths = [.. CaseText.Read($"cases: [{Web}]", File).Mutate().Rules.Select(r => r.Path)];
        string[] fields = [.. paths.Select(path => path[(path.LastIndexOf('.') + 1)..])];

        fields.Intersect(["metadata", "domains[0]", "namespace", "jwks", "cacheDuration", "append", "caseSensitive", "key", "header"]).ShouldBeEmpty();
        paths.ShouldNotContain("spec.virtualHost.routes[1].matchers[0]", "every path: as without it");
        paths.ShouldNotContain("spec.virtualHost.routes[0].name");
        fields.ShouldContain("name", "a claim may be called so");
        fields.ShouldContain("matcher");
    }

    [Fact]
    public void A_rule_tells_its_place()
    {
        var rule = CaseText.Read($"cases: [{Web}]", File).Mutate().Rules.Single(r => r.Path == "spec.virtualHost.routes[1].options.timeout");

        rule.ToString().ShouldBe("vs.yaml(30,11): spec.virtualHost.routes[1].options.timeout");
    }

    [Fact]
    public void A_list_of_resources_has_rules_like_a_document_and_an_upstream_has_none()
    {
        ManifestFile list = new("list.yaml", """
            apiVersion: v1
            kind: List
            items:
              - apiVersion: gloo.solo.io/v1
                kind: Upstream
                metadata: {name: up}
                spec: {static: {hosts: [{addr: up.example, port: 80}]}}
              - apiVersion: gateway.solo.io/v1
                kind: VirtualService
                metadata: {name: vs}
                spec: {virtualHost: {domains: [a.example, b.example], routes: [{directResponseAction: {status: 200}}]}}
            """);

        var mutation = CaseText.Read("cases: [{name: a, request: {url: 'http://a.example'}, expect: {status: 200}}]", list).Mutate();

        mutation.Unnoticed.Select(r => r.Path).ShouldBe(["spec.virtualHost.domains[1]"]);
        mutation.Rules.ShouldNotContain(r => r.Path.Contains("static", StringComparison.Ordinal));
    }

    [Fact]
    public void A_case_that_fails_anyhow_notices_nothing()
    {
        string cases = $"cases: [{Web}, {{name: fails, request: {{url: /}}, provider: two, claims: {{}}, expect: {{status: 401}}}}]";

        Unnoticed(cases).ShouldBe(Unnoticed($"cases: [{Web}]"));
    }

    private static string[] Unreached(string cases) => Short(CaseText.Read(cases, File).MeasureCoverage().Unreached);

    private static string[] Unnoticed(string cases) => Short(CaseText.Read(cases, File).Mutate().Unnoticed);

    private static string[] Short(IEnumerable<PolicyRule> rules) => [.. rules.Select(r => r.Path.Replace("spec.virtualHost.", "", StringComparison.Ordinal))];
}
