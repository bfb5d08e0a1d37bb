using System.Collections.Concurrent;

namespace LlmPolicy.Telemetry;

/// <summary>
/// Models as labels. What a caller writes, or an upstream, may be anything: a name counts that the policy has without a wildcard, or that was among the first that upstreams
/// reported with success. Any other is <see cref="Other"/>.
/// </summary>
internal sealed class ModelNames
{
    /// <summary>How many names of upstreams are kept.</summary>
    public const int Most = 50;

    public const string Other = "other";

    private const int LongestName = 100;

    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public string Of(CompiledPolicy policy, string name) => policy.Models.Contains(name) || _reported.ContainsKey(name) ? name : Other;

    /// <summary>An upstream answered with success, and says that this was the model.</summary>
    public void Reported(string name)
    {
        if (_reported.Count >= Most || _reported.ContainsKey(name) || name.Length is 0 or > LongestName || name.Any(c => !char.IsBetween(c, '!', '~')))
        {
            return;
        }

        lock (_gate)
        {
            if (_reported.Count < Most)
            {
                _reported[name] = true;
            }
        }
    }
}
