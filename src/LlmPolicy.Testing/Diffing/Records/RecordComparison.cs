using LlmPolicy.Replay;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing.Records;

/// <summary>Puts records to both versions, and counts those that can't be.</summary>
internal sealed class RecordComparison(TestPolicies before, TestPolicies after)
{
    private readonly RecordedRequest _requests = new(before, after);
    private readonly RecordedFacts[] _facts =
    [
        new(before.WithThrowAwayKeys.Policy!, before.WithThrowAwayKeys.Policy!),
        new(after.WithThrowAwayKeys.Policy!, before.WithThrowAwayKeys.Policy!),
    ];
    private readonly SortedDictionary<string, int> _notCompared = new(StringComparer.Ordinal);
    private readonly List<int> _unreadable = [];
    private int _compared;
    private int _decidedOtherwise;

    public RecordedDifferences Compare(IEnumerable<string> lines)
    {
        var differences = new DifferenceFinder(before, after, DateTimeOffset.UnixEpoch).Find(Probes(lines));
        return new RecordedDifferences
        {
            Differences = differences,
            Compared = _compared,
            NotCompared = _notCompared,
            DecidedOtherwise = _decidedOtherwise,
            UnreadableLines = _unreadable,
        };
    }

    private IEnumerable<Probe> Probes(IEnumerable<string> lines)
    {
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (ReplayRecord.Read(line) is not { } record)
            {
                _unreadable.Add(number);
            }
            else if (_requests.Of(record, number, out string why) is not { } probe)
            {
                Count(why);
            }
            else if (_facts.Select(facts => facts.Missing(record, probe)).FirstOrDefault(missing => missing is not null) is { } missing)
            {
                Count(missing);
            }
            else
            {
                _compared++;
                _decidedOtherwise += IsDecidedOtherwise(record, probe) ? 1 : 0;
                yield return probe;
            }
        }
    }

    /// <summary>What a refused token was refused for is not recorded in a form that can be sent again.</summary>
    private bool IsDecidedOtherwise(ReplayRecord record, Probe probe)
    {
        var decision = probe.Decide(before, record.Time, PolicyFacts.None);
        return decision.IsAllowed != record.Allowed || (record.Token != ReplayToken.Refused && decision.Reason != record.Reason);
    }

    private void Count(string why) => _notCompared[why] = _notCompared.GetValueOrDefault(why) + 1;
}
