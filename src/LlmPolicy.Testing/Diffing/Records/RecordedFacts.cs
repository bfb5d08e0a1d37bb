using LlmPolicy.Replay;
using LlmPolicy.Evaluation;
using LlmPolicy.Json;

namespace LlmPolicy.Testing.Diffing.Records;

/// <summary>Whether records hold what one version asks of their requests.</summary>
internal sealed class RecordedFacts(CompiledPolicy policy)
{
    private readonly Dictionary<RouteInfo, RoutePolicy> _routes = policy.Listeners.Hosts.SelectMany(host => host.Routes).DistinctBy(route => route.Info).ToDictionary(route => route.Info);

    /// <summary>What is asked for and was not recorded; null for nothing.</summary>
    /// <param name="record">The record.</param>
    /// <param name="probe">The request that was made of it.</param>
    public string? Missing(ReplayRecord record, Probe probe)
    {
        var now = probe.Now ?? record.Time;
        var decision = policy.Evaluate(probe.Request, PolicyFacts.None, now);
        bool readsBody = decision.Need is BodyNeed;
        if (readsBody)
        {
            if (record.Models is not { Count: > 0 } models)
            {
                return "the body is asked for, and no model was recorded";
            }

            decision = policy.Evaluate(probe.Request, PolicyFacts.None with { Body = BodyFact.Whole(probe.Body) }, now);
            if (!decision.Models.SequenceEqual(models) && !decision.Reason.StartsWith("jwt.", StringComparison.Ordinal))
            {
                return "the body asks for its model in a form that is not recorded";
            }
        }

        string[] headers = [.. policy.Reads.Headers.Except(record.Asked.Headers, StringComparer.OrdinalIgnoreCase)];
        if (record.Token == ReplayToken.Unread || headers.Length > 0)
        {
            var steps = policy.Explain(probe.Request, PolicyFacts.None with { Body = BodyFact.Whole(probe.Body) }, now).Steps;
            if (record.Token == ReplayToken.Unread && steps.Any(step => step.Subject == ExplanationSubject.Provider))
            {
                return "a token is asked for, and none was read";
            }

            if (Array.Find(headers, header => steps.Any(step => Matches(step, header))) is { } matched)
            {
                return $"the header {matched} was not recorded";
            }
        }

        return decision.Route is { } found && _routes.TryGetValue(found, out var route)
            ? RouteReads.SourceHeaders(route).Intersect(headers, StringComparer.OrdinalIgnoreCase).Select(header => $"the header {header.ToLowerInvariant()} was not recorded").FirstOrDefault()
                ?? MissingClaim(record, route)
            : null;
    }

    /// <summary>A claim of a caller's who was verified: nobody else has any.</summary>
    private static string? MissingClaim(ReplayRecord record, RoutePolicy route) => record.Callers.Count == 0 ? null
        : RouteReads.Claims(route).FirstOrDefault(path => !record.Asked.Claims.Any(asked => asked.Count <= path.Count && asked.SequenceEqual(path.Take(asked.Count)))) is { } missing
            ? $"the claim {new ClaimPath(missing)} was not recorded"
            : null;

    /// <summary>Whether a matcher whose path fits was held against a header.</summary>
    private static bool Matches(ExplanationStep step, string header) =>
        step.Subject is ExplanationSubject.Route or ExplanationSubject.Matcher
        && (step.Text.Contains($"header {header} ", StringComparison.OrdinalIgnoreCase) || step.Text.EndsWith($"header {header}", StringComparison.OrdinalIgnoreCase));
}
