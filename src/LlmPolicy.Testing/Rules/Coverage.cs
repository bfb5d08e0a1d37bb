using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Rules;

/// <summary>Follows the cases through the policy, and finds the rules where none has been.</summary>
internal sealed class Coverage(TestManifests manifests, TestPolicies policies, IReadOnlyList<PreparedCase> cases, TimeProvider clock)
{
    private const string Matchers = "matchers";

    /// <summary>The lists and objects whose parts are rules that a decision's explanation names, and as what.</summary>
    private readonly Dictionary<string, ExplanationSubject> _subjects = new(manifests.Options.Kinds.SelectMany(kind => kind.RuleLists).Select(list => KeyValuePair.Create(list, ExplanationSubject.Rule)))
    {
        ["routes"] = ExplanationSubject.Route,
        [Matchers] = ExplanationSubject.Matcher,
        ["providers"] = ExplanationSubject.Provider,
        ["policies"] = ExplanationSubject.Policy,
        ["configs"] = ExplanationSubject.ExtAuth,
        ["principals"] = ExplanationSubject.Principal,
        ["claims"] = ExplanationSubject.Claim,
        ["claimsToHeaders"] = ExplanationSubject.Header,
        ["requestHeadersToAdd"] = ExplanationSubject.Header,
        ["requestHeadersToRemove"] = ExplanationSubject.Header,
        ["responseHeadersToAdd"] = ExplanationSubject.Header,
        ["responseHeadersToRemove"] = ExplanationSubject.Header,
    };

    private readonly HashSet<(ExplanationSubject, SourcePosition)> _reached = [];

    public PolicyCoverage Measure()
    {
        foreach (var prepared in cases)
        {
            Follow(prepared);
        }

        var rules = RuleFinder.Find(manifests.Documents(), manifests.Options.Kinds).Where(rule => _subjects.ContainsKey(rule.Field)).ToList();
        return new PolicyCoverage { Rules = [.. rules.Select(r => r.Rule)], Unreached = [.. rules.Where(rule => !IsReached(rule, rules)).Select(r => r.Rule)] };
    }

    private void Follow(PreparedCase prepared)
    {
        var (decision, steps) = prepared.Explain(policies, clock);
        var (status, headers) = prepared.Case.Response;
        var answered = (decision.Forwarding?.ResponseHeaders(new UpstreamAnswer(status, headers)) ?? []).Select(change => (ExplanationSubject.Header, change.Origin));
        _reached.UnionWith(steps.Where(step => step is { Result: not ExplanationResult.DoesNotFit, Position: not null }).Select(step => (step.Subject, step.Position!)));
        _reached.UnionWith(answered);
    }

    private bool IsReached(ManifestRule rule, IReadOnlyList<ManifestRule> rules) =>
        Has(rule) || (rule.Field == Matchers && rules.Count(other => AreSiblings(other, rule)) == 1 && rules.Any(route => route.Field == "routes" && rule.IsInside(route) && Has(route)));

    /// <summary>A step points at an entry's name, or at what stands under it.</summary>
    private bool Has(ManifestRule rule) =>
        _reached.Contains((_subjects[rule.Field], rule.Rule.Position)) || _reached.Contains((_subjects[rule.Field], rule.Value.Position));

    /// <summary>Matchers of one route; of an only one, an explanation speaks as of the route.</summary>
    private static bool AreSiblings(ManifestRule a, ManifestRule b) => a.Field == b.Field && a.File == b.File && a.NodePath.Parent == b.NodePath.Parent;
}
