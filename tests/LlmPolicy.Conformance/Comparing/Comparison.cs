using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Comparing;

/// <summary>Holds a group's answers against the recorded ones.</summary>
internal sealed class Comparison(
    SuiteGroup group, IReadOnlyDictionary<ResourceName, HeaderSecret> secrets, IReadOnlyList<DifferenceRule> rules)
{
    private readonly Gaps _gaps = new(new Sensitive(group, secrets.Values));

    public CaseResult Compare(SuiteCase recorded, Answer ours)
    {
        if (_gaps.First(recorded.Request, recorded.Expect, ours) is { } gap)
        {
            return rules.Contains(ServerHttp1.Rule) && ServerHttp1.Rule.Holds(new Difference(group, recorded.Request, recorded.Expect, ours))
                ? CaseResult.ByRule(recorded.Id, [ServerHttp1.Rule.Id], gap)
                : new CaseResult(recorded.Id, Verdict.Permissive, gap);
        }

        if (FirstDifference(recorded.Expect, ours) is not { } difference)
        {
            return new CaseResult(recorded.Id, Verdict.Identical, "");
        }

        return Rules(recorded, ours) is { Count: > 0 } broken
            ? CaseResult.ByRule(recorded.Id, broken, difference)
            : new CaseResult(recorded.Id, Verdict.Other, difference);
    }

    private static string? FirstDifference(Expectation expected, Answer ours) =>
        expected.WentUpstream != ours.Upstream is not null ? Words.ExpectedGot(expected, ours)
        : AnswerDifference.First(expected, ours) ?? UpstreamDifference.First(expected, ours.Requests);

    /// <summary>The rules that excuse a refusal; nothing else is excused but what one rule alone lets through.</summary>
    private IReadOnlyList<string> Rules(SuiteCase recorded, Answer ours)
    {
        if (ours.Upstream is not null || ours.Status is > 0 and < 400 || ours.More.Any(answer => answer.Status < 400))
        {
            return [];
        }

        Difference difference = new(group, recorded.Request, recorded.Expect, ours);
        return [.. rules.Where(rule => rule.Holds(difference)).Select(rule => rule.Id)];
    }
}
