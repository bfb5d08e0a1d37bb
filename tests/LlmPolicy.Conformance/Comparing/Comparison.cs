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

    /// <summary>The rules that excuse a refusal, also one of what an upstream answered; nothing else is excused but what one rule alone lets through.</summary>
    private IReadOnlyList<string> Rules(SuiteCase recorded, Answer ours)
    {
        Difference difference = new(group, recorded.Request, recorded.Expect, ours);
        bool isRefused = ours.Status is 0 or >= 400 && (ours.Upstream is null || recorded.Expect.WentUpstream) && ours.More.All(answer => answer.Status >= 400);
        return [.. rules.Where(rule => (isRefused || rule.OfMessages) && rule.Holds(difference)).Select(rule => rule.Id)];
    }
}
