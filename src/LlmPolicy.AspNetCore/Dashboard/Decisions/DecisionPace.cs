namespace LlmPolicy.Dashboard.Decisions;

/// <summary>How many decisions a second are looked at: as many as nobody can read, and few enough that a flood costs little.</summary>
internal sealed class DecisionPace(TimeProvider time)
{
    /// <summary>The most in a second.</summary>
    public const int Most = 100;

    private readonly Lock _gate = new();
    private long _began;
    private int _taken = Most;
    private long _leftOut;

    /// <summary>How many were not looked at.</summary>
    public long LeftOut => Interlocked.Read(ref _leftOut);

    public bool TryTake()
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            if (_began == 0 || time.GetElapsedTime(_began, now) >= TimeSpan.FromSeconds(1))
            {
                (_began, _taken) = (now, 0);
            }

            if (_taken < Most)
            {
                _taken++;
                return true;
            }
        }

        Interlocked.Increment(ref _leftOut);
        return false;
    }
}
