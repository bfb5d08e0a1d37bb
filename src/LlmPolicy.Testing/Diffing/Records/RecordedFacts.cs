using LlmPolicy.Replay;
using LlmPolicy.Evaluation;
using LlmPolicy.Json;

namespace LlmPolicy.Testing.Diffing.Records;

/// <summary>Whether records hold what one version asks of their requests.</summary>
/// <param name="policy">The version.</param>
/// <param name="before">The version that decided, whose providers looked for tokens.</param>
internal sealed class RecordedFacts(CompiledPolicy policy, CompiledPolicy before)
{
    private static readonly PolicyFacts Uncounted = PolicyFacts.None with { RateLimits = RateLimitAnswers.Uncounted };

    private readonly Dictionary<RouteInfo, RoutePolicy> _routes = policy.Listeners.Hosts.SelectMany(host => host.Routes).DistinctBy(route => route.Info).ToDictionary(route => route.Info);

    /// <summary>What is asked for and was not recorded; null for nothing.</summary>
    /// <param name="record">The record.</param>
    /// <param name="probe">The request that was made of it.</param>
    public string? Missing(ReplayRecord record, Probe probe)
    {
        var now = probe.Now ?? record.Time;
        var decision = policy.Evaluate(probe.Request, Uncounted, now);
        bool readsBody = decision.Need is BodyNeed;
        if (readsBody)
        {
            if (record.Models is not { Count: > 0 } models)
            {
                return "the body is asked for, and no model was recorded";
            }

            decision = policy.Evaluate(probe.Request, Uncounted with { Body = BodyFact.Whole(probe.Body) }, now);
            if (!decision.Models.SequenceEqual(models) && !decision.Reason.StartsWith("jwt.", StringComparison.Ordinal))
            {
                return "the body asks for its model in a form that is not recorded";
            }
        }

        if (MaskedTarget.PathOf(record))
        {
            return "a part of the path was not recorded";
        }

        if (decision.Reason is ReasonCodes.ApiKeyMissing or ReasonCodes.ApiKeyMatch && decision.Reason != record.Reason && record.Token != ReplayToken.None)
        {
            return "an API key is asked for, and what the caller showed was not recorded";
        }

        string[] headers = [.. policy.Reads.Headers.Where(header => !record.Asked.Headers.Contains(header, StringComparer.OrdinalIgnoreCase) || record.Headers.Any(line => IsMasked(line, header)))];
        string[] parameters = [.. MaskedTarget.ParametersOf(record, policy.Reads.Parameters)];
        bool tokenMayBeMissing = record.Token == ReplayToken.Unread || MaskedTarget.ParametersOf(record, policy.Reads.TokenParameters.Except(before.Reads.TokenParameters)).Any();
        if (tokenMayBeMissing || headers.Length + parameters.Length > 0)
        {
            var steps = policy.Explain(probe.Request, Uncounted with { Body = BodyFact.Whole(probe.Body) }, now).Steps;
            if (tokenMayBeMissing && steps.Any(step => step.Subject == ExplanationSubject.Provider))
            {
                return "a token is asked for, and none was read";
            }

            if (Array.Find(headers, header => steps.Any(step => Matches(step, header))) is { } matched)
            {
                return $"the header {matched} was not recorded";
            }

            if (Array.Find(parameters, parameter => steps.Any(step => Holds(step, $"query {parameter} "))) is { } queried)
            {
                return $"the query parameter {queried} was not recorded";
            }
        }

        return decision.Route is { } found && _routes.TryGetValue(found, out var route)
            ? RouteReads.SourceHeaders(route).Intersect(headers, StringComparer.OrdinalIgnoreCase).Select(header => $"the header {header.ToLowerInvariant()} was not recorded").FirstOrDefault()
                ?? RouteReads.SourceParameters(route).Intersect(parameters).Select(parameter => $"the query parameter {parameter} was not recorded").FirstOrDefault()
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
        Holds(step, $"header {header} ") || (IsOfMatcher(step) && step.Text.EndsWith($"header {header}", StringComparison.OrdinalIgnoreCase));

    private static bool Holds(ExplanationStep step, string words) => IsOfMatcher(step) && step.Text.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static bool IsOfMatcher(ExplanationStep step) => step.Subject is ExplanationSubject.Route or ExplanationSubject.Matcher;

    private static bool IsMasked(ReplayHeader line, string header) =>
        line.Name.Equals(header, StringComparison.OrdinalIgnoreCase) && line.Value.Contains(ReplayRecord.Masked, StringComparison.Ordinal);
}
