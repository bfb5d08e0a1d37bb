using System.Collections.Concurrent;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance;

/// <summary>Says every few seconds how far a run is, suite by suite.</summary>
internal sealed class RunProgress(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<Suite, int> _done = new();

    /// <summary>Shows it until the result is disposed.</summary>
    public IDisposable Show(IReadOnlyList<GroupPart> parts)
    {
        Suite[] suites = [.. parts.Select(part => part.Suite).Distinct()];
        Dictionary<Suite, int> all = suites.ToDictionary(suite => suite, suite => parts.Where(part => part.Suite == suite).Sum(part => part.Group.Cases.Count));
        return time.CreateTimer(_ => output.WriteLine(Line(all)), null, Every, Every);
    }

    public void Say(string line) => output.WriteLine(line);

    public void Count(Suite suite) => _done.AddOrUpdate(suite, 1, static (_, done) => done + 1);

    private string Line(Dictionary<Suite, int> all)
    {
        IEnumerable<string> running =
            from suite in all
            let done = _done.GetValueOrDefault(suite.Key)
            where done > 0 && done < suite.Value
            select $"{suite.Key.Name} {done} of {suite.Value}";
        return $"{_done.Values.Sum()} of {all.Values.Sum()} cases: {string.Join(", ", running)}";
    }
}
