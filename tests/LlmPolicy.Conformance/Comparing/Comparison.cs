using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Comparing;

/// <summary>Holds a group's answers against the recorded ones.</summary>
internal sealed class Comparison(
    SuiteGroup group, IReadOnlyDictionary<ResourceName, HeaderSecret> secrets, IReadOnlyList<DifferenceRule> rules)
{
    private readonly Sensitive _sensitive = new(group, secrets.Values);

    public CaseResult Compare(SuiteCase recorded, Answer ours)
    {
        if (Gap(recorded.Request, recorded.Expect, ours) is { } gap)
        {
            return new CaseResult(recorded.Id, Verdict.Permissive, gap);
        }

        if (FirstDifference(recorded.Expect, ours) is not { } difference)
        {
            return new CaseResult(recorded.Id, Verdict.Identical, "");
        }

        return Rules(recorded, ours) is { Count: > 0 } broken
            ? CaseResult.ByRule(recorded.Id, broken, difference)
            : new CaseResult(recorded.Id, Verdict.Other, difference);
    }

    /// <summary>What ours lets through and Envoy does not: a request, a refused caller's answer, a credential.</summary>
    private string? Gap(CaseRequest request, Expectation expected, Answer ours)
    {
        bool servedWhereRefused = expected.Status >= 400 && ours.Status < 400;
        if (!expected.WentUpstream && (ours.Upstream is not null || servedWhereRefused))
        {
            return Words.ExpectedGot(expected, ours);
        }

        return expected.Upstream is { } recorded && ours.Upstream is { } sent
            && _sensitive.FirstExtra(HeaderTable.Of(request.Headers), HeaderTable.Of(recorded.Headers), HeaderTable.Of(sent.Headers)) is { } extra
                ? $"sent upstream: {extra}"
                : null;
    }

    private static string? FirstDifference(Expectation expected, Answer ours)
    {
        if (expected.WentUpstream != ours.Upstream is not null || expected.Status != ours.Status)
        {
            return Words.ExpectedGot(expected, ours);
        }

        if (!expected.WentUpstream && !WireText.Matches(expected.Body ?? "", ours.Body))
        {
            return Words.ExpectedGot(expected, ours);
        }

        return HeaderTable.Of(ours.Headers).DifferenceFrom(HeaderTable.Of(expected.Headers)) is { } header
            ? $"response {header}"
            : expected.Upstream is { } upstream ? UpstreamDifference(upstream, ours.Upstream!) : null;
    }

    private static string? UpstreamDifference(ExpectedUpstream expected, UpstreamRequest sent)
    {
        string host = expected.Headers.FirstOrDefault(header => header[0].Equals("host", StringComparison.OrdinalIgnoreCase))?[1] ?? "";
        (string What, string Expected, string Got)[] parts =
            [("method", expected.Method, sent.Method), ("target", expected.Target, sent.Target), ("host", host, sent.Host)];
        foreach ((string what, string recorded, string got) in parts)
        {
            if (!WireText.Matches(recorded, got))
            {
                return $"upstream {what}: expected {OneLine.Quote(recorded)}, got {OneLine.Quote(got)}";
            }
        }

        return HeaderTable.Of(sent.Headers).DifferenceFrom(HeaderTable.Of(expected.Headers)) is { } header ? $"upstream {header}" : null;
    }

    /// <summary>The rules that excuse a refusal; nothing else is ever excused.</summary>
    private IReadOnlyList<string> Rules(SuiteCase recorded, Answer ours)
    {
        if (ours.Upstream is not null || ours.Status < 400)
        {
            return [];
        }

        Difference difference = new(group, recorded.Request, recorded.Expect, ours);
        return [.. rules.Where(rule => rule.Holds(difference)).Select(rule => rule.Id)];
    }
}
