using System.Runtime.InteropServices;

namespace LlmPolicy.LimitRules;

/// <summary>The counters of a request, each once: what counts it twice adds two to it.</summary>
internal sealed class CounterList
{
    private readonly List<RateLimitCounter> _counters = new(1);

    public IReadOnlyList<RateLimitCounter> Items => _counters;

    public void Add(LimitRule rule, string key)
    {
        foreach (ref var counter in CollectionsMarshal.AsSpan(_counters))
        {
            if (counter.Is(rule, key))
            {
                counter = counter.Again(rule);
                return;
            }
        }

        _counters.Add(new RateLimitCounter(rule, key, rule.Limit, 1));
    }
}
