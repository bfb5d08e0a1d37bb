namespace LlmPolicy.Candidate;

/// <summary>What the candidate would have changed, since the start.</summary>
internal sealed class CandidateReport(CandidatePolicy candidate)
{
    /// <summary>How many differences are kept.</summary>
    private const int Most = 50;

    private readonly Lock _gate = new();
    private readonly LinkedList<CandidateDifference> _recent = new();
    private readonly long[] _counts = new long[Enum.GetValues<CandidateKind>().Length];

    /// <summary>The candidate's generation; null if there is none.</summary>
    public string? Generation => candidate.Current?.Policy.Generation;

    /// <summary>Why the candidate is missing, or older than its files; null if it is neither.</summary>
    public string? Problem => candidate.Problem;

    /// <summary>The latest differences, newest first.</summary>
    public IReadOnlyList<CandidateDifference> Recent
    {
        get
        {
            lock (_gate)
            {
                return [.. _recent];
            }
        }
    }

    /// <summary>How many requests came out so. It only grows.</summary>
    public long Count(CandidateKind kind) => Interlocked.Read(ref _counts[(int)kind]);

    public void Add(CandidateKind kind) => Interlocked.Increment(ref _counts[(int)kind]);

    public void Keep(CandidateDifference difference)
    {
        lock (_gate)
        {
            _recent.AddFirst(difference);
            if (_recent.Count > Most)
            {
                _recent.RemoveLast();
            }
        }
    }
}
