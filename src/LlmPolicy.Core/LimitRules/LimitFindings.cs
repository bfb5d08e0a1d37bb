using LlmPolicy.Exchanges;

namespace LlmPolicy.LimitRules;

/// <summary>What rules find, in words. No value of a request's is in it.</summary>
internal static class LimitFindings
{
    extension(Findings findings)
    {
        /// <summary>The rules that count a request.</summary>
        public void CountedBy(RateLimitRules rules, RateLimitRequest request)
        {
            var counters = rules.CountersOf(request);
            foreach (var counter in counters)
            {
                string times = counter.Amount > 1 ? $", {counter.Amount} times" : "";
                findings.Add(ExplanationSubject.LimitRule, ExplanationResult.Fits, $"counts by {counter}{times}", counter.Position, 1);
            }

            if (counters.Count == 0)
            {
                findings.Add(ExplanationSubject.LimitRule, ExplanationResult.DoesNotFit, "nothing counts this request: no rule is for its descriptors", rules.PositionOf(request), 1);
            }
        }
    }
}
