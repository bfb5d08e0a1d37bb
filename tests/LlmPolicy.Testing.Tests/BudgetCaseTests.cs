namespace LlmPolicy.Testing;

/// <summary>Cases about what budgets have left.</summary>
public sealed class BudgetCaseTests
{
    private const string Policy = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            options: {jwt: {providers: {p: {issuer: p, jwks: {remote: {url: https://p.example/jwks}}}}}}
            routes: [{routeAction: {single: {upstream: {name: up}}}}]
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: budget}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], SPEC}
        """;

    private const string Ask = "request: {method: POST, url: /v1/chat/completions, body: {model: m, max_tokens: 100, messages: []}}, claims: {sub: alice}";

    [Theory]
    [InlineData("limits: [{requests: 2, per: DAY}]", "parallel: 3, expect: {admitted: 2, status: 429, reason: budget.exceeded, remaining: {budget: {requests: 0}}}")]
    [InlineData("limits: [{requests: 2, per: DAY}]", "parallel: 2, expect: {admitted: 2, outcome: forward}")]
    [InlineData("limits: [{concurrent: 2}]", "parallel: 3, usage: {source: refused}, expect: {admitted: 2, remaining: {default/budget: {concurrent: 2}}}")]
    [InlineData("limits: [{tokens: 1000, per: DAY}]", "usage: {input: 40, output: 60}, expect: {remaining: {budget: {tokens: 900}}}")]
    [InlineData("limits: [{tokens: 1000, per: DAY}]", "usage: {input: 400, output: 700}, expect: {remaining: {budget: {tokens: -100}}}")]
    [InlineData("limits: [{tokens: 1000, per: DAY}]", "usage: {input: 40, output: 60, end: clientLeft}, expect: {remaining: {budget: {tokens: 900}}}")]
    [InlineData("limits: [{tokens: 1000, per: DAY}], onMissingUsage: ESTIMATE", "usage: {source: estimated, input: 40, output: 60}, expect: {remaining: {budget: {tokens: 900}}}")]
    [InlineData("limits: [{tokens: 1000, per: DAY}]", "usage: {source: refused}, expect: {remaining: {budget: {tokens: 1000}}}")]
    [InlineData("limits: [{tokens: 1000, per: DAY}], count: {cachedRead: 0.5, output: 2}", "usage: {input: 100, cachedRead: 60, output: 10}, expect: {remaining: {budget: {tokens: 910}}}")]
    [InlineData("limits: [{cost: 1, per: DAY}], prices: [{models: [m], input: 100, output: 1000}]", "usage: {input: 100, output: 10, model: m}, expect: {remaining: {budget: {cost: 0.98}}}")]
    [InlineData("limits: [{requests: 9, per: DAY}, {requests: 5, per: HOUR}]", "expect: {remaining: {budget: {requests: 4, requests/DAY: 8, requests/HOUR/UTC: 4}}}")]
    [InlineData("limits: [{requests: 1, per: DAY}], mode: SHADOW", "parallel: 3, expect: {admitted: 3, outcome: forward, remaining: {budget: {requests: -2}}}")]
    [InlineData("limits: [{requests: 2, per: DAY}]", "expect: {outcome: forward, responseHeaders: {x-ratelimit-limit-requests: '2', x-ratelimit-remaining-requests: '1'}}")]
    [InlineData("limits: [{tokens: 0, per: DAY}]", "expect: {status: 429, remaining: {budget: {tokens: 0}}}")]
    [InlineData("limits: [{tokens: 50, per: DAY}]", "parallel: 2, usage: {input: 40, output: 60}, expect: {admitted: 1, remaining: {budget: {tokens: -50}}}")]
    [InlineData("limits: [{tokens: 50, per: DAY}], hard: true", "expect: {outcome: forward, remaining: {budget: {tokens: 0}}}")]
    [InlineData("limits: [{concurrent: 0}]", "expect: {status: 429}")]
    [InlineData("limits: [{requests: 0, per: DAY}]", "expect: {status: 429, headers: {x-should-retry: 'false', x-ratelimit-remaining-requests: '0'}}")]
    [InlineData("limits: [{requests: 2, per: DAY}]", "expect: {admitted: 2}", "admitted: expected 2, was 1")]
    [InlineData("limits: [{requests: 2, per: DAY}]", "expect: {remaining: {budget: {requests: 2}}}", "remaining: budget: requests: expected 2, was 1")]
    public void What_is_admitted_and_what_remains_may_be_expected(string spec, string fields, params string[] differences) => Run(spec, $"{Ask}, {fields}").ShouldBe(differences);

    [Fact]
    public void A_request_that_takes_nothing_of_a_budget_has_nothing_left_of_it() => Run(
        "limits: [{requests: 2, per: DAY}]", "request: {url: /}, expect: {status: 401, remaining: {budget: {requests: 2}}}").ShouldBe(["remaining: budget: requests: expected 2, was none"]);

    [Fact]
    public void A_case_goes_on_from_another_ones_budgets_and_clock_whichever_is_run_first()
    {
        var tests = Read("limits: [{requests: 2, per: DAY}]", $$"""
            - {name: first, {{Ask}}, expect: {remaining: {budget: {requests: 1} } } }
            - {name: second, after: first, {{Ask}}, expect: {remaining: {budget: {requests: 0} } } }
            - {name: one that stands alone, {{Ask}}, expect: {remaining: {budget: {requests: 1} } } }
            - {name: refused, after: second, now: 2026-03-01T23:59:59Z, {{Ask}}, expect: {status: 429, headers: {retry-after: '1'} } }
            - {name: the next day, after: refused, now: 2026-03-02T00:00:00Z, {{Ask}}, expect: {remaining: {budget: {requests: 1} } } }
            - {name: another way to go on, after: second, {{Ask}}, expect: {status: 429, headers: {retry-after: null} } }
            """);

        tests.Run("the next day").Differences.ShouldBeEmpty();
        tests.Run().ShouldAllBe(result => result.Passed);
    }

    [Fact]
    public void A_request_whose_usage_is_not_said_is_under_way_until_its_lease_runs_out()
    {
        var tests = Read("limits: [{concurrent: 1}]", $$"""
            - {name: begins, {{Ask}}, expect: {remaining: {budget: {concurrent: 0} } } }
            - {name: another has to wait, after: begins, now: 2026-03-01T12:59:00Z, {{Ask}}, expect: {status: 429} }
            - {name: nobody waits for ever, after: another has to wait, now: 2026-03-01T13:01:00Z, {{Ask}}, expect: {outcome: forward} }
            """);

        tests.Run().ShouldAllBe(result => result.Passed);
    }

    [Fact]
    public void What_answers_produced_is_reserved_for_those_that_do_not_say_how_much()
    {
        const string unsaid = "request: {method: POST, url: /v1/chat/completions, body: {model: m, messages: []}}, claims: {sub: alice}";
        var tests = Read("limits: [{tokens: 100000, per: DAY}], reserve: {output: 5000}", $$"""
            - {name: without experience, {{unsaid}}, expect: {remaining: {budget: {tokens: 94993} } } }
            - {name: four answers, {{unsaid}}, parallel: 4, usage: {input: 0, output: 250}, expect: {remaining: {budget: {tokens: 99000} } } }
            - {name: with them, after: four answers, {{unsaid}}, expect: {remaining: {budget: {tokens: 98743} } } }
            """);

        tests.Run().SelectMany(result => result.Differences).ShouldBeEmpty();
    }

    [Fact]
    public void Limits_and_overrides_are_reached_and_held_by_cases()
    {
        const string spec = "limits: [{requests: 1, per: DAY}, {tokens: 9000, per: DAY}], overrides: [{principals: [{jwtPrincipal: {claims: {tier: gold}}}], limits: [{requests: 3, per: DAY}]}]";
        var tests = Read(spec, $$"""- {name: one, {{Ask}}, parallel: 2, expect: {admitted: 1} }""");

        tests.MeasureCoverage().Unreached.Select(rule => rule.Path).ShouldBe(
            ["spec.overrides[0]", "spec.overrides[0].principals[0]", "spec.overrides[0].principals[0].jwtPrincipal.claims.tier", "spec.overrides[0].limits[0]"]);
        var unnoticed = tests.Mutate().Unnoticed.Select(rule => rule.Path).ToList();
        unnoticed.ShouldContain("spec.limits[1]");
        unnoticed.ShouldContain("spec.overrides[0]");
        unnoticed.ShouldNotContain("spec.limits[0]");
    }

    [Theory]
    [InlineData("after: ^nobody", "LLMP3003: 'nobody' is no case above this one. Name a case that stands above it in the file.")]
    [InlineData("after: ^frist", "LLMP3003: 'frist' is no case above this one. Did you mean 'first'?")]
    [InlineData("after: ^second", "LLMP3003: 'second' is no case above this one.")]
    [InlineData("after: first, ^now: 2026-03-01T11:59:59Z", "LLMP3005: The clock would go back: it is later in the case 'first' before it. Give both a time, this one the later.")]
    [InlineData("^parallel: 0", "LLMP0012: 'parallel' has to be a number from 1 to 10000. It says how many such requests are sent at once.")]
    [InlineData("usage: {source: missing, ^output: 3}", "LLMP3005: 'output' says what was used, and 'source' that nothing is said of it. Keep one of them.")]
    [InlineData("usage: {^inputs: 3}", "LLMP0010: Unknown field 'inputs' in cases.usage. Did you mean 'input'?")]
    [InlineData("expect: {remaining: {^bugdet: {tokens: 1}}}", "LLMP3003: 'bugdet' is no TokenBudget of a route. Did you mean 'default/budget'?")]
    [InlineData("expect: {remaining: {budget: {^request: 1}}}", "LLMP3003: 'request' is no limit of the budget default/budget. Did you mean 'requests'?")]
    [InlineData("expect: {remaining: {budget: {requests: ^many}}}", "LLMP0012: 'remaining' has to say how much of what each budget has left. Write it as {BUDGET: {tokens: 800}}.")]
    [InlineData("expect: {remaining: {budget: ^1}}", "LLMP0012: 'remaining' has to say how much of what each budget has left. Write it as {BUDGET: {tokens: 800}}.")]
    public void A_mistake_is_told_with_place_and_remedy(string marked, string message)
    {
        string second = marked.Contains("expect:", StringComparison.Ordinal) ? marked : $"{marked}, expect: {{outcome: forward}}";
        string text = Cases($"- {{name: first, {Ask}, expect: {{outcome: forward}}}}\n- {{name: second, {Ask}, {second}}}");
        int at = text.IndexOf('^', StringComparison.Ordinal);
        int line = text[..at].Count(c => c == '\n') + 1;

        var diagnostic = Errors(text.Remove(at, 1)).ShouldHaveSingleItem();

        diagnostic.ToString().ShouldStartWith($"{CaseText.File}({line},{at - text.LastIndexOf('\n', at)}): error {message}");
    }

    [Fact]
    public void A_time_needs_one_in_the_case_before() => Errors(
        $"cases:\n- {{name: first, {Ask}, expect: {{outcome: forward}}}}\n- {{name: second, after: first, now: 2026-03-01T12:00:00Z, {Ask}, expect: {{outcome: forward}}}}").ShouldHaveSingleItem().Message.ShouldBe("The case 'first' before it has no time.");

    private static IReadOnlyList<string> Run(string spec, string fields) => Read(spec, $"- {{name: a case, {fields}}}").Run("a case").Differences;

    /// <summary>That no Upstream is there is a warning.</summary>
    private static IEnumerable<Diagnostic> Errors(string cases) => CaseText.Diagnostics(cases, Manifest("limits: [{requests: 2, per: DAY}]")).Where(d => d.Severity == DiagnosticSeverity.Error);

    private static PolicyTests Read(string spec, string cases) => CaseText.Read(Cases(cases), Manifest(spec));

    private static string Cases(string cases) => $"now: 2026-03-01T12:00:00Z\ncases:\n{cases}";

    private static ManifestFile Manifest(string spec) => new("policy.yaml", Policy.Replace("SPEC", $"key: [{{claim: sub}}], {spec}", StringComparison.Ordinal));
}
