namespace LlmPolicy.Status;

/// <summary>What became of the manifests as they were read since the start: what took over, and what did not.</summary>
internal sealed class ReloadHistory(TimeProvider time)
{
    /// <summary>How many are kept.</summary>
    private const int Most = 20;

    private readonly Lock _gate = new();
    private readonly LinkedList<Reload> _recent = new();
    private long _takenOver;
    private long _rejected;
    private volatile Reload? _running;
    private volatile Reload? _pending;

    /// <summary>How the generation in force took over; null before the start.</summary>
    public Reload? Running => _running;

    /// <summary>Why the generation in force is older than the files are; null if it is not.</summary>
    public Reload? Rejected => _pending;

    /// <summary>How many generations took over, the first included.</summary>
    public long TakenOver => Interlocked.Read(ref _takenOver);

    /// <summary>How many were not.</summary>
    public long NotTakenOver => Interlocked.Read(ref _rejected);

    /// <summary>The latest, newest first.</summary>
    public IReadOnlyList<Reload> Recent
    {
        get
        {
            lock (_gate)
            {
                return [.. _recent];
            }
        }
    }

    /// <summary>A generation is in force from now on.</summary>
    public void TookOver(PolicyGeneration generation)
    {
        Reload reload = new(time.GetUtcNow(), generation.Policy.Generation, null, generation.Diagnostics);
        Interlocked.Increment(ref _takenOver);
        _pending = null;
        Add(_running = reload);
    }

    /// <summary>What was read now was not taken over.</summary>
    public void Reject(Exception why)
    {
        Reload reload = new(time.GetUtcNow(), null, why.Message, why is LlmPolicyException { Diagnostics: var found } ? found : []);
        Interlocked.Increment(ref _rejected);
        Add(_pending = reload);
    }

    /// <summary>The files are again what the generation in force was made of.</summary>
    public void IsCurrent() => _pending = null;

    private void Add(Reload reload)
    {
        lock (_gate)
        {
            _recent.AddFirst(reload);
            if (_recent.Count > Most)
            {
                _recent.RemoveLast();
            }
        }
    }
}
