using System.Runtime.InteropServices;

namespace LlmPolicy.LimitRules;

/// <summary>The rules of one holder, which know nothing of others'.</summary>
/// <param name="Holder">Whose they are: <c>custom</c>, or a RateLimitConfig as <c>namespace/name</c>.</param>
/// <param name="Tree"><c>descriptors</c>.</param>
/// <param name="Sets"><c>setDescriptors</c>.</param>
/// <param name="Position">Where they are written.</param>
internal sealed record LimitTable(string Holder, LimitNode Tree, IReadOnlyList<LimitSet> Sets, SourcePosition Position)
{
    /// <summary>What counts a request.</summary>
    /// <param name="descriptors">Its descriptors.</param>
    /// <param name="skipped">How many entries at the front of each say only whose rules are meant.</param>
    /// <param name="counters">Where it is put.</param>
    public void Count(IReadOnlyList<RateLimitDescriptor> descriptors, int skipped, CounterList counters)
    {
        uint highest = 0;
        List<(LimitRule Rule, string Key)> found = new(descriptors.Count);
        foreach (var descriptor in descriptors)
        {
            var entries = EntriesOf(descriptor)[skipped..];
            if (descriptor.IsSet)
            {
                CountSet(descriptor, entries, counters);
            }
            else if (Find(descriptor, entries) is var (rule, key))
            {
                found.Add((rule, key));
                highest = Math.Max(highest, rule.Weight);
            }
        }

        foreach (var (rule, key) in found)
        {
            if (rule.Weight == highest || rule.AlwaysApplies)
            {
                counters.Add(rule, key);
            }
        }
    }

    private static ReadOnlySpan<RateLimitEntry> EntriesOf(RateLimitDescriptor descriptor) =>
        descriptor.Entries is List<RateLimitEntry> list ? CollectionsMarshal.AsSpan(list) : descriptor.Entries.ToArray();

    private (LimitRule Rule, string Key)? Find(RateLimitDescriptor descriptor, ReadOnlySpan<RateLimitEntry> entries)
    {
        string key = "";
        var rule = Tree.Find(entries, ref key)?.Rule;
        return (rule, descriptor.Limit) switch
        {
            ({ } one, null) => (one, key),
            ({ } one, { } amount) => (one.With(amount), key),
            (null, { } amount) => Brought(entries, amount),
            _ => null,
        };
    }

    /// <summary>The first that fits, and those that always apply.</summary>
    private void CountSet(RateLimitDescriptor descriptor, ReadOnlySpan<RateLimitEntry> entries, CounterList counters)
    {
        bool any = false;
        foreach (var set in Sets)
        {
            if ((!any || set.Rule.AlwaysApplies) && set.Fits(entries, out string key))
            {
                any = true;
                counters.Add(descriptor.Limit is { } amount ? set.Rule.With(amount) : set.Rule, key);
            }
        }

        if (!any && descriptor.Limit is { } brought)
        {
            var (rule, key) = Brought(entries, brought);
            counters.Add(rule, key);
        }
    }

    /// <summary>A limit that the request brings counts without a rule, too: by all of its entries.</summary>
    private (LimitRule Rule, string Key) Brought(ReadOnlySpan<RateLimitEntry> entries, RateLimitAmount amount)
    {
        string key = "";
        List<string> path = [];
        foreach (var entry in entries)
        {
            path.Add(entry.Key);
            key = LimitKey.With(key, entry.Value);
        }

        return (new LimitRule(Holder, $"brought:{string.Join(',', path)}", amount.RequestsPerUnit, amount.Unit, Position) { AlwaysApplies = true }, key);
    }
}
