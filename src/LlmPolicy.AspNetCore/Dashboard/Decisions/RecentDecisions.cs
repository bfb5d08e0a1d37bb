namespace LlmPolicy.Dashboard.Decisions;

/// <summary>The last decisions, and who looks at them as they come.</summary>
internal sealed class RecentDecisions
{
    /// <summary>How many are kept, and shown at once.</summary>
    public const int Most = 200;

    /// <summary>How many may look at a time.</summary>
    public const int MostWatchers = 16;

    private readonly Lock _gate = new();
    private readonly List<ShownDecision> _kept = new(Most);
    private readonly List<DecisionWatcher> _watchers = [];
    private volatile bool _isWatched;
    private long _sequence;

    /// <summary>Whether anybody looks.</summary>
    public bool IsWatched => _isWatched;

    /// <summary>The decisions, newest first, and the sequence number that they reach.</summary>
    public (IReadOnlyList<ShownDecision> Decisions, long Sequence) Read()
    {
        lock (_gate)
        {
            return ([.. Enumerable.Reverse(_kept)], _sequence);
        }
    }

    /// <summary>Adds a decision, in the place of the oldest.</summary>
    public void Add(ShownDecision decision)
    {
        lock (_gate)
        {
            if (_kept.Count == Most)
            {
                _kept.RemoveAt(0);
            }

            _kept.Add(decision with { Sequence = ++_sequence });
            Tell(_kept[^1]);
        }
    }

    /// <summary>Puts what is known by now in a decision's place, if it is still kept.</summary>
    public void Update(ShownDecision decision)
    {
        lock (_gate)
        {
            int place = _kept.FindLastIndex(kept => kept.Id == decision.Id);
            if (place >= 0)
            {
                Tell(_kept[place] = decision with { Sequence = ++_sequence });
            }
        }
    }

    /// <summary>Looks at the decisions that come after a sequence number, those among them that came already first; null where too many look.</summary>
    public DecisionWatcher? Watch(long after)
    {
        lock (_gate)
        {
            if (_watchers.Count == MostWatchers)
            {
                return null;
            }

            DecisionWatcher watcher = new(this);
            foreach (var missed in _kept.Where(kept => kept.Sequence > after).OrderBy(kept => kept.Sequence))
            {
                watcher.Tell(missed);
            }

            _watchers.Add(watcher);
            _isWatched = true;
            return watcher;
        }
    }

    public void Leave(DecisionWatcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
            _isWatched = _watchers.Count > 0;
        }
    }

    /// <summary>Who does not keep up is not waited for: his stream is broken off, and he comes back for what he missed. Until it is over he counts as one who looks.</summary>
    private void Tell(ShownDecision decision)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Tell(decision);
        }
    }
}
