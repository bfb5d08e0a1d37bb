namespace LlmPolicy.Testing;

/// <summary>What a case can expect, and what is said where it does not come so.</summary>
public sealed class CaseTests
{
    private const string Ask = "request: {method: POST, url: http://localhost/huggingface-gloo-gw, headers: {x-mine: [a, b]}}";

    private const string Allowed = $"{Ask}\nclaims: {{llms: {{huggingface: [hugging-face-latest]}}}}";

    private const string Weighted = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            routes:
              - matchers: [{prefix: /hello}]
                directResponseAction: {status: 202, body: Grüezi}
                options: {headerManipulation: {responseHeadersToAdd: [{header: {key: x-by, value: policy}}]}}
              - routeAction:
                  multi:
                    destinations:
                      - {weight: 9, destination: {upstream: {name: most, namespace: default}}}
                      - {weight: 1, destination: {upstream: {name: few, namespace: default}}}
                options:
                  timeout: 90s
                  headerManipulation:
                    responseHeadersToAdd: [{header: {key: x-seen, value: '%RESPONSE_CODE% %RESP(x-up)%'}, append: false}]
                    responseHeadersToRemove: [server]
        """;

    [Theory]
    [InlineData("outcome: forward")]
    [InlineData("reason: forwarded")]
    [InlineData("route: routes[0]")]
    [InlineData("route: default/ai-services-vs:routes[0]")]
    [InlineData("upstream: default/huggingface-upstream")]
    [InlineData("upstream: huggingface-upstream")]
    [InlineData("path: /models/openai-community/gpt2")]
    [InlineData("host: api-inference.huggingface.co")]
    [InlineData("secrets: [default/hftoken]")]
    [InlineData("headers: {content-type: application/json, X-MINE: [a, b], accept: }")]
    [InlineData("headers: {authorization: {secret: hftoken}}")]
    public void What_comes_as_expected_passes(string expect) => CaseText.RunOnLab($"{Allowed}\nexpect:\n  {expect}").ShouldBeEmpty();

    [Theory]
    [InlineData("outcome: respond", "outcome: expected respond, was forward")]
    [InlineData("reason: rbac.denied", "reason: expected rbac.denied, was forwarded")]
    [InlineData("status: 200", "outcome: expected respond, was forward")]
    [InlineData("path: /", "path: expected /, was /models/openai-community/gpt2")]
    [InlineData("host: localhost", "host: expected localhost, was api-inference.huggingface.co")]
    [InlineData("timeout: 5s", "timeout: expected 5s, was none")]
    [InlineData("secrets: []", "secrets: expected none, was default/hftoken")]
    [InlineData("headers: {authorization: }", "headers: authorization: expected none, was (secret default/hftoken)")]
    [InlineData("headers: {accept: text/html}", "headers: accept: expected text/html, was none")]
    [InlineData("headers: {x-mine: [b, a]}", "headers: x-mine: expected b | a, was a | b")]
    [InlineData("responseHeaders: {x-a: b}", "responseHeaders: x-a: expected b, was none")]
    public void What_does_not_is_told_with_what_came(string expect, string difference) =>
        CaseText.RunOnLab($"{Allowed}\nexpect:\n  {expect}").ShouldBe([difference]);

    [Theory]
    [InlineData("upstream: default/huggingface-upstream")]
    [InlineData("secrets: []")]
    [InlineData("responseHeaders: {x-a: }")]
    public void What_is_expected_of_a_forwarded_request_no_refused_one_has(string expect) =>
        CaseText.RunOnLab($"{Ask}\nexpect:\n  {expect}").ShouldBe(["outcome: expected forward, was respond"]);

    [Fact]
    public void The_headers_of_a_refusal_are_those_of_the_answer() =>
        CaseText.RunOnLab($"{Ask}\nexpect: {{headers: {{www-authenticate: Basic}}}}")
            .ShouldBe(["headers: www-authenticate: expected Basic, was Bearer realm=\"http://localhost/huggingface-gloo-gw\""]);

    [Fact]
    public void A_failed_case_tells_the_rule_that_decided()
    {
        var result = CaseText.Read("cases: [{name: it, request: {url: /huggingface-gloo-gw}, expect: {status: 200}}]", Lab.Files).Run("it");

        result.Passed.ShouldBeFalse();
        result.Position.ShouldBe(new SourcePosition("cases.yaml", 1, 9));
        result.ToString().ReplaceLineEndings("\n").ShouldBe("""
            cases.yaml(1,9): failed: it
              status: expected 200, was 401
              decided: jwt.missing by virtualservice.yaml(12,13)
            """);
        Should.Throw<PolicyTestException>(result.ThrowIfFailed).Message.ShouldBe(result.ToString());
    }

    [Fact]
    public void A_secret_that_is_appended_stands_beside_what_the_caller_sent()
    {
        const string twice = """
            request: {url: http://localhost/huggingface-gloo-gw, headers: {authorization: [Basic abc]}}
            token: "@samples/Gateway/lab-token.txt"
            expect: {headers: {authorization: {secret: hftoken}}}
            """;
        CaseText.RunOnLab(twice.Replace("@samples", $"@{Repository.PathOf("samples")}", StringComparison.Ordinal)).ShouldBeEmpty("the token's header is taken off whole");

        var kept = Lab.Files.Select(f => f with { Text = f.Text.Replace("issuer: solo.io", "issuer: solo.io\n                keepToken: true", StringComparison.Ordinal) });
        CaseText.Run($"{Allowed}\nexpect: {{headers: {{authorization: {{secret: hftoken}}}}}}", [.. kept])
            .ShouldBe(["headers: authorization: expected (secret default/hftoken), was Bearer (the token) | (secret default/hftoken)"]);
    }

    [Fact]
    public void A_draw_picks_among_weighted_destinations()
    {
        ManifestFile[] weighted = [new("weighted.yaml", Weighted)];
        CaseText.Run("request: {url: /}\nexpect: {upstream: most, timeout: 1m30s}", weighted).ShouldBeEmpty();
        CaseText.Run("request: {url: /}\ndraw: 0.89\nexpect: {upstream: most}", weighted).ShouldBeEmpty();
        CaseText.Run("request: {url: /}\ndraw: 0.91\nexpect: {upstream: few}", weighted).ShouldBeEmpty();
    }

    [Fact]
    public void The_upstreams_answer_is_shown_as_the_client_gets_it()
    {
        ManifestFile[] weighted = [new("weighted.yaml", Weighted)];
        CaseText.Run("request: {url: /}\nexpect: {responseHeaders: {x-seen: '200'}}", weighted).ShouldBeEmpty();
        CaseText.Run(
            "request: {url: /}\nresponse: {status: 503, headers: {x-up: y, server: z}}\nexpect: {responseHeaders: {x-seen: 503 y, server: , x-up: y}}", weighted)
            .ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_of_the_policys_own_has_status_body_and_headers()
    {
        ManifestFile[] weighted = [new("weighted.yaml", Weighted)];
        CaseText.Run("request: {url: /hello}\nexpect: {outcome: respond, status: 202, body: Grüezi, reason: route.direct_response, headers: {x-by: policy}}", weighted).ShouldBeEmpty();
    }

    [Fact]
    public void The_clock_is_the_cases_own_or_the_files()
    {
        ManifestFile manifest = Provider.Manifest(Provider.Local());
        const string claims = "request: {url: /}\nclaims: {exp: 1769860800}"; // 2026-01-31T12:00:00Z
        CaseText.Run($"{claims}\nexpect: {{status: 200}}", manifest).ShouldBeEmpty();
        CaseText.Run($"{claims}\nnow: 2026-01-31T13:02:00+01:00\nexpect: {{reason: jwt.expired}}", manifest).ShouldBeEmpty();
    }

    [Fact]
    public void Claims_keep_the_types_that_they_are_written_with()
    {
        ManifestFile manifest = Provider.Manifest(
            $"claimsToHeaders: [{{claim: n, header: x-n}}, {{claim: s, header: x-s}}, {{claim: b, header: x-b}}, {{claim: l, header: x-l}}], {Provider.Local()}").ToForwarding();
        string list = Convert.ToBase64String("[1,\"1\",null]"u8);
        CaseText.Run($$"""
            request: {url: /}
            claims: {n: 12, s: "12", b: true, l: [1, "1", null]}
            expect: {headers: {x-n: "12", x-s: "12", x-b: "true", x-l: {{list}} } }
            """, manifest).ShouldBeEmpty();
    }

    [Fact]
    public void A_url_is_sent_as_it_is_written()
    {
        ManifestFile manifest = Provider.Manifest(Provider.Local(), "http.example").ToForwarding();
        CaseText.Run("request: {url: 'http://http.example/A//b/%2F?x=%20'}\nclaims: {}\nexpect: {path: '/A//b/%2F?x=%20', host: http.example}", manifest).ShouldBeEmpty();
    }
}
