namespace LlmPolicy.Testing;

/// <summary>Cases whose caller shows an API key.</summary>
public sealed class ApiKeyCaseTests
{
    private static readonly ManifestFile File = new("vs.yaml", """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            options:
              extauth: {configRef: {name: keys, namespace: default}}
            routes:
              - matchers: [{prefix: /other}]
                options: {extauth: {configRef: {name: others, namespace: default}}}
                routeAction: {single: {upstream: {name: up, namespace: default}}}
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: up, namespace: default}}}
        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: keys, namespace: default}
        spec:
          booleanExpr: key || token
          configs:
            - {name: key, apiKeyAuth: {labelSelector: {team: data}}}
            - {name: token, jwt: {}}
        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: others, namespace: default}
        spec: {configs: [{apiKeyAuth: {headerName: x-key, digest: {}, apiKeySecretRefs: [{name: digested, namespace: team}]}}]}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: alice, namespace: default, labels: {team: data}}
        type: extauth.solo.io/apikey
        stringData: {api-key: key-of-alice}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: digested, namespace: team}
        type: extauth.solo.io/apikey
        stringData: {api-key: 0bbf1ad3fd3e2e2dbb2ab1ac3ef1a6e1e6a4b3a3b1f6a0f4ad2d2c1c0b0a0908}
        """);

    [Theory]
    [InlineData("apiKey: alice\nexpect: {outcome: forward, headers: {x-user-id: alice, api-key: }}")]
    [InlineData("apiKey: default/alice\nexpect: {outcome: forward}")]
    [InlineData("request: {url: /, headers: {api-key: key-of-alice}}\nexpect: {outcome: forward, headers: {x-user-id: alice}}")]
    [InlineData("request: {url: /, headers: {api-key: key-of-bob}}\nexpect: {status: 401, reason: extauth.token}")]
    [InlineData("request: {url: /other}\napiKey: team/digested\nexpect: {outcome: forward, headers: {x-user-id: digested, x-key: }}")]
    [InlineData("request: {url: /other}\napiKey: alice\nexpect: {status: 401, reason: extauth.api_key_missing}")]
    [InlineData("expect: {status: 401, reason: extauth.token}")]
    public void A_case_shows_a_Secrets_key_where_its_route_looks_for_it(string fields) =>
        CaseText.Run(fields.StartsWith("request", StringComparison.Ordinal) ? fields : $"request: {{url: /}}\n{fields}", File).ShouldBeEmpty();

    [Fact]
    public void A_Secret_whose_key_nobody_takes_is_a_slip()
    {
        var slip = CaseText.Diagnostics("cases: [{name: a, request: {url: /}, apiKey: alise, expect: {outcome: forward}}]", File).Where(told => told.Severity == DiagnosticSeverity.Error).ShouldHaveSingleItem();

        (slip.Code, slip.Message).ShouldBe((TestDiagnosticCodes.UnknownName, "'alise' is no Secret whose key a route takes."));
        slip.Remedy.ShouldNotBeNull().ShouldContain("default/alice");
    }

    [Fact]
    public void A_config_is_reached_by_the_case_that_passes_it()
    {
        string cases = "cases: [{name: a, request: {url: /}, apiKey: alice, expect: {outcome: forward}}, {name: b, request: {url: /other}, expect: {status: 401}}]";

        CaseText.Read(cases, File).MeasureCoverage().Unreached.Select(rule => rule.Path).ShouldBe(["spec.configs[1]", "spec.configs[0]"]);
    }

    [Fact]
    public void An_AuthConfig_that_no_case_holds_is_told()
    {
        string held = "cases: [{name: a, request: {url: /}, apiKey: alice, expect: {outcome: forward}}, {name: b, request: {url: /}, expect: {status: 401}}]";
        string loose = "cases: [{name: a, request: {url: /}, apiKey: alice, expect: {outcome: forward}}]";

        CaseText.Read(held, File).Mutate().Unnoticed.Select(rule => rule.Path).ShouldNotContain("spec.virtualHost.options");
        CaseText.Read(loose, File).Mutate().Unnoticed.Select(rule => rule.Path).ShouldContain("spec.virtualHost.options");
    }
}
