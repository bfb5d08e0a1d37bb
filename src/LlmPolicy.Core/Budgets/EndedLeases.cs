namespace LlmPolicy.Budgets;

/// <summary>Remembers leases that have ended, each for at least so long and at the most twice.</summary>
internal sealed class EndedLeases(long duration)
{
    private HashSet<Guid> _young = [];
    private HashSet<Guid> _old = [];
    private long _since;

    public void Add(Guid lease, long now)
    {
        Forget(now);
        _young.Add(lease);
    }

    public bool Contains(Guid lease, long now)
    {
        Forget(now);
        return _young.Contains(lease) || _old.Contains(lease);
    }

    private void Forget(long now)
    {
        for (int turns = 0; turns < 2 && now - _since >= duration; turns++)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
            _since += duration;
        }

        if (now - _since >= duration)
        {
            _since = now;
        }
    }
}
