using System.Net;
using System.Text.Json;

namespace LlmPolicy.Samples.Observed;

/// <summary>samples/Observed after a fixed run: what it tells is what docs/telemetry.md says, and holds nothing of a caller's or a provider's.</summary>
public sealed class The_observed_gateway(ObservedRun run) : IClassFixture<ObservedRun>
{
    private static string Dashboard => File.ReadAllText(RepositoryRoot.PathOf("samples", "Observed", "grafana-dashboard.json"));

    [Fact]
    public void Answers_the_run_as_the_policy_says() => run.Statuses.ShouldBe(
    [
        HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden,
        HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.TooManyRequests,
    ]);

    [Fact]
    public async Task Has_each_documented_metric_in_its_scrape_and_no_other()
    {
        var scrape = await PrometheusReading.ReadAsync(run.Scrape);

        Describe(scrape).ShouldBe(DocumentedInstrument.All.Select(Describe).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Counts_the_run()
    {
        var scrape = await PrometheusReading.ReadAsync(run.Scrape);

        Sum(scrape, "llmpolicy_decisions_total", ("llmpolicy_outcome", "forwarded")).ShouldBe(3);
        Sum(scrape, "llmpolicy_decisions_total", ("llmpolicy_reason", "jwt.missing")).ShouldBe(1);
        Sum(scrape, "llmpolicy_decisions_total", ("llmpolicy_reason", "rbac.denied")).ShouldBe(1);
        Sum(scrape, "llmpolicy_decisions_total", ("llmpolicy_reason", "budget.exceeded")).ShouldBe(1);
        Sum(scrape, "llmpolicy_upstream_retries_total").ShouldBe(1);
        Sum(scrape, "llmpolicy_budget_refusals_total", ("llmpolicy_budget_mode", "enforce")).ShouldBe(1);
        Sum(scrape, "llmpolicy_budget_used_total", ("llmpolicy_budget", "default/requests")).ShouldBe(3);
        Sum(scrape, "llmpolicy_reloads_total", ("llmpolicy_result", "taken_over")).ShouldBe(2);
        Sum(scrape, "llmpolicy_generation_outdated").ShouldBe(1);
        Sum(scrape, "llmpolicy_keys_stale").ShouldBe(1);
    }

    [Fact]
    public async Task Has_a_dashboard_that_asks_for_metrics_and_labels_that_are_there()
    {
        string[] expressions = [.. Expressions(JsonDocument.Parse(Dashboard).RootElement)];
        var scrape = await PrometheusReading.ReadAsync(run.Scrape, expressions);
        var series = scrape.Families.SelectMany(family => family.Samples).ToLookup(sample => sample.Name, sample => sample.Labels.Keys);

        expressions.Length.ShouldBeGreaterThan(20);
        for (int i = 0; i < expressions.Length; i++)
        {
            var query = scrape.Queries[i];
            query.Errors.ShouldBeEmpty(expressions[i]);
            query.Metrics.ShouldNotBeEmpty(expressions[i]);
            query.Metrics.ShouldAllBe(metric => series.Contains(metric), expressions[i]);
            string[] labels = [.. query.Metrics.SelectMany(metric => series[metric]).SelectMany(names => names).Distinct()];
            query.Labels.Except(labels).ShouldBeEmpty(expressions[i]);
        }
    }

    [Fact]
    public async Task Tells_nothing_of_tokens_keys_claims_or_prompts_in_metrics_spans_or_logs()
    {
        await run.Collector.UntilAsync("traces", "llmpolicy.decide");
        await run.Collector.UntilAsync("traces", "chat stand-in");
        await run.Collector.UntilAsync("traces", "llmpolicy.step.text");
        await run.Collector.UntilAsync("metrics", "llmpolicy.budget.refused_keys");
        await run.Collector.UntilAsync("logs", "A changed policy was not loaded");

        (run.Scrape + run.Collector.Received("metrics")).ShouldNotContain(ObservedRun.MadeUp);
        foreach (string told in new[] { run.Scrape, run.Console, run.Collector.Received("traces"), run.Collector.Received("metrics"), run.Collector.Received("logs") })
        {
            AllAround(ObservedRun.Canary, told).ShouldBeEmpty();
            foreach (string token in run.Tokens)
            {
                told.ShouldNotContain(token.Split('.')[1]);
                told.ShouldNotContain(token.Split('.')[2]);
            }
        }
    }

    /// <summary>Where a text stands in another, with what is around it.</summary>
    private static IEnumerable<string> AllAround(string text, string told)
    {
        for (int at = told.IndexOf(text, StringComparison.OrdinalIgnoreCase); at >= 0; at = told.IndexOf(text, at + text.Length, StringComparison.OrdinalIgnoreCase))
        {
            yield return told[Math.Max(0, at - 100)..Math.Min(told.Length, at + 100)];
        }
    }

    private static IEnumerable<string> Describe(PrometheusReading scrape) => scrape.Families.Where(family => family.Name != "target_info")
        .Select(family => $"{family.Name} {family.Type} {string.Join(' ', family.Labels)}").Order(StringComparer.Ordinal);

    /// <summary>A documented instrument as Prometheus has it: the unit and <c>_total</c> behind its name.</summary>
    private static string Describe(DocumentedInstrument documented)
    {
        string name = documented.Name.Replace('.', '_') + documented.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        string type = documented.Type == "up-down counter" ? "gauge" : documented.Type;
        string labels = string.Join(' ', documented.Labels.Select(label => label.Replace('.', '_')).Order(StringComparer.Ordinal));
        return $"{name}{(type == "counter" ? "_total" : "")} {type} {labels}";
    }

    private static double Sum(PrometheusReading scrape, string name, params (string Name, string Value)[] labels) => scrape.Families.Single(family => family.Name == name).Samples
        .Where(sample => labels.All(label => sample.Labels[label.Name] == label.Value)).Sum(sample => double.Parse(sample.Value, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The dashboard's expressions, with a value for Grafana's variable.</summary>
    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member is { Name: "expr", Value.ValueKind: JsonValueKind.String }
            ? [member.Value.GetString()!.Replace("$__rate_interval", "5m", StringComparison.Ordinal)]
            : Expressions(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };
}
