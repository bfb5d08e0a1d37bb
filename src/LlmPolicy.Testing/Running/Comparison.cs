using System.Globalization;
using LlmPolicy.Testing.Cases;

namespace LlmPolicy.Testing.Running;

/// <summary>A decision held against what a case expects: the differences in words.</summary>
internal sealed class Comparison(PreparedCase prepared, TestPolicies policies, PolicyDecision decision)
{
    private readonly List<string> _differences = [];

    private Expectation Expected => prepared.Case.Expect;

    public IReadOnlyList<string> Find()
    {
        Compare("outcome", Expected.Outcome is { } outcome ? Word(outcome) : null, Word(decision.Outcome));
        Compare("reason", Expected.Reason?.Value, decision.Reason);
        if (Expected.Route is { } route && decision.Route?.Name != route.Value)
        {
            Compare("route", route.Value, decision.Route?.ToString());
        }

        Compare("model", Expected.Model, string.Join(", ", decision.Models));
        if (decision.Response is { } response)
        {
            CompareAnswer(response);
        }

        if (decision.Forwarding is { } forwarding)
        {
            CompareForwarding(forwarding);
        }

        if (decision.Need is KeysNeed { Source: var needed })
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
        CompareHeaders("responseHeaders", Expected.ResponseHeaders, HeaderLine.Apply(answered, forwarding.ResponseHeaders(new UpstreamAnswer(status, answered)), policies.Secrets));
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
