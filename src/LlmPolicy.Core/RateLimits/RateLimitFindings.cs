using System.Globalization;
using LlmPolicy.Exchanges;

namespace LlmPolicy.RateLimits;

/// <summary>What rate limits find, in words. No header's value is in it, and of claims their names alone.</summary>
internal static class RateLimitFindings
{
    extension(Findings findings)
    {
        public void Taken(LocalRateLimit bucket, bool fits, SourcePosition position) => findings.Add(
            ExplanationSubject.RateLimit, Findings.Result(fits), fits ? $"takes a token of {Words(bucket)}" : $"no token is left in {Words(bucket)}", position);

        public void WouldTake(LocalRateLimit bucket, SourcePosition position) => findings.Add(
            ExplanationSubject.RateLimit, ExplanationResult.Noted, $"would take a token of {Words(bucket)}", position);

        public void Described(DescriptorList list, RateLimitDescriptor? descriptor, DescriptorAction? silent)
        {
            string kind = list.IsSet ? "setActions" : "actions";
            findings.Add(
                ExplanationSubject.Descriptor, Findings.Result(descriptor is not null),
                silent is not null ? $"{kind} give no descriptor: {silent.Words} yields nothing, so none of them counts" : $"{kind} give the descriptor {Words(list, descriptor!)}",
                silent?.Position ?? list.Position, 1);
        }

        public void NothingCounts(RateLimitStep step) => findings.Add(
            ExplanationSubject.RateLimit, ExplanationResult.Noted, $"nothing counts this request: no list of {step.Option} gives a descriptor", step.Position);

        public void WouldCount(RateLimitStep step) => findings.Add(
            ExplanationSubject.RateLimit, ExplanationResult.Noted, $"{step.Option} would count it in the domain {step.Domain}", step.Position);

        public void Answered(RateLimitStep step, RateLimitResponse? response, RateLimitFailureMode onFailure) => findings.Add(
            ExplanationSubject.RateLimit,
            Findings.Result(response is { IsOverLimit: false } || (response is null && onFailure == RateLimitFailureMode.Allow)),
            response switch
            {
                null => $"{step.Option}: no rate limit service answers for the domain {step.Domain}{(onFailure == RateLimitFailureMode.Allow ? ": it passes uncounted" : "")}",
                { IsOverLimit: true } => $"{step.Option}: over the limit in the domain {step.Domain}",
                _ => $"{step.Option}: counted in the domain {step.Domain}, and within the limit",
            },
            step.Position);
    }

    public static string Words(LocalRateLimit bucket) => string.Create(
        CultureInfo.InvariantCulture, $"the bucket {bucket.Name}: {bucket.MaxTokens} at most, {bucket.TokensPerFill} more each {bucket.FillInterval.TotalSeconds:0.###} s");

    /// <summary>The keys, with what gives their values. A value of the manifest's own is shown.</summary>
    private static string Words(DescriptorList list, RateLimitDescriptor descriptor)
    {
        List<string> words = [];
        foreach (var action in list.Actions)
        {
            // Of a set, a header that is not there has no entry.
            if (words.Count < descriptor.Entries.Count && descriptor.Entries[words.Count] is var entry && entry.Key == action.Key)
            {
                words.Add($"{entry.Key} = {SourceOf(action, entry.Value)}");
            }
        }

        return words.Count == 0 ? "without entries" : string.Join(", ", words);
    }

    private static string SourceOf(DescriptorAction action, string value) => action switch
    {
        MatchAction or FixedAction or DestinationAction => $"'{value}'",
        ClaimAction { Fallback: { } fallback } when fallback == value => $"the default '{fallback}'",
        _ => action.Words,
    };
}
