using System.Globalization;
using LlmPolicy.Testing.Cases;

namespace LlmPolicy.Testing.Running;

/// <summary>What came of a case held against what it expects: the differences in words.</summary>
internal sealed class Comparison(PreparedCase prepared, TestPolicies policies, CaseOutcome outcome)
{
    private readonly List<string> _differences = [];

    private Expectation Expected => prepared.Case.Expect;

    private PolicyDecision Decision => outcome.Decision;

    public IReadOnlyList<string> Find()
    {
        Compare("outcome", Expected.Outcome is { } expected ? Word(expected) : null, Word(Decision.Outcome));
        Compare("reason", Expected.Reason?.Value, Decision.Reason);
        if (Expected.Route is { } route && Decision.Route?.Name != route.Value)
        {
            Compare("route", route.Value, Decision.Route?.ToString());
        }

        Compare("model", Expected.Model, string.Join(", ", Decision.Models));
        Compare("admitted", Expected.Admitted?.ToString(CultureInfo.InvariantCulture), outcome.Admitted.ToString(CultureInfo.InvariantCulture));
        foreach (var (budget, what, left) in Expected.Remaining)
        {
            Compare($"remaining: {budget}: {what}", Number(left), Left(KnownNames.ToName(budget).ToString(), what.Value));
        }

        if (Decision.Response is { } response)
        {
            CompareAnswer(response);
        }

        if (Decision.Forwarding is { } forwarding)
        {
            CompareForwarding(forwarding);
        }

        if (Decision.Need is KeysNeed { Source: var needed })
        {
            _differences.Add($"the token can't be verified: its provider's keys are fetched from {needed.Url}. Give claims in place of the token.");
        }

        return _differences;
    }

    private void CompareAnswer(PolicyResponse response)
    {
        Compare("status", Expected.Status?.ToString(CultureInfo.InvariantCulture), response.StatusCode.ToString(CultureInfo.InvariantCulture));
        Compare("body", Expected.Body, response.Body);
        CompareHeaders("headers", Expected.Headers, HeaderLine.Apply(response.Headers, [], policies.Secrets));
    }

    private void CompareForwarding(Forwarding forwarding)
    {
        Compare("upstream", Expected.Upstream is { } upstream ? KnownNames.ToName(upstream).ToString() : null, forwarding.Upstream.ToString());
        Compare("path", Expected.Path, forwarding.Target);
        Compare("timeout", Seconds(Expected.Timeout), Seconds(forwarding.Timeout));
        if (Expected.Host is { } host && !Hosts(forwarding).Contains(host))
        {
            Compare("host", host, string.Join(" or ", Hosts(forwarding).DefaultIfEmpty($"the address of {forwarding.Upstream}")));
        }

        if (Expected.Secrets is { } secrets)
        {
            Compare("secrets", Names(secrets.Select(KnownNames.ToName)), Names(forwarding.RequestHeaders.Select(c => c.Secret).OfType<ResourceName>()));
        }

        var (status, answered) = prepared.Case.Response;
        CompareHeaders("headers", Expected.Headers, HeaderLine.Apply(prepared.Request.Headers, forwarding.RequestHeaders, policies.Secrets));
        var shown = outcome.Shown.Select(header => new HeaderLine(header.Name, header.Value, null)).ToList();
        var passed = HeaderLine.Apply(answered, forwarding.ResponseHeaders(new UpstreamAnswer(status, answered)), policies.Secrets);
        CompareHeaders("responseHeaders", Expected.ResponseHeaders, [.. passed.Where(line => !shown.Exists(line.HasNameOf)), .. shown]);
    }

    /// <summary>Of the counters that are meant, what the one with the least has left.</summary>
    private string? Left(string budget, string what)
    {
        var meant = outcome.Counters.Where(one => one.Counter.Budget == budget && ExpectedRemaining.IsOf(what, one.Counter.What)).ToList();
        return meant.Count == 0 ? null : Number(meant.Min(one => (decimal)(one.Counter.Limit - one.Reading.Used - one.Reading.Reserved) / one.Counter.Scale));
    }

    /// <summary>The Host that is sent; with <c>autoHostRewrite</c> that of the Upstream's address.</summary>
    private IReadOnlyList<string> Hosts(Forwarding forwarding) => forwarding.Host is { } host
        ? [host]
        : [.. policies.WithOwnKeys.Upstreams.Where(u => u.Name == forwarding.Upstream).SelectMany(u => u.Endpoints).Select(e => e.Authority).Distinct()];

    private void CompareHeaders(string field, IReadOnlyList<ExpectedHeader> expected, IReadOnlyList<HeaderLine> sent)
    {
        foreach (var header in expected)
        {
            Compare(
                $"{field}: {header.Name}",
                Text(header.Lines.Select(line => Shown(line.Value, line.Secret is { } secret ? KnownNames.ToName(secret) : null))),
                Text(sent.Where(line => line.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase)).Select(line => Shown(line.Value, line.Secret))));
        }
    }

    private void Compare(string what, string? expected, string? actual)
    {
        if (expected is not null && expected != actual)
        {
            _differences.Add($"{what}: expected {Hidden(expected)}, was {Hidden(actual ?? "none")}");
        }
    }

    private string Hidden(string text) => prepared.Token is { Length: > 0 } token ? text.Replace(token, "(the token)", StringComparison.Ordinal) : text;

    private static string Number(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Shown(string value, ResourceName? secret) => secret is null ? value : $"(secret {secret})";

    private static string Text(IEnumerable<string> lines) => lines.ToList() is { Count: > 0 } all ? string.Join(" | ", all) : "none";

    private static string Names(IEnumerable<ResourceName> names) => Text(names.Select(n => n.ToString()).Distinct().Order(StringComparer.Ordinal));

    private static string? Seconds(TimeSpan? time) => time is { } bound ? string.Create(CultureInfo.InvariantCulture, $"{bound.TotalSeconds}s") : null;

    private static string Word(PolicyOutcome outcome) => outcome switch
    {
        PolicyOutcome.Forward => "forward",
        PolicyOutcome.Respond => "respond",
        _ => "needs keys",
    };
}
