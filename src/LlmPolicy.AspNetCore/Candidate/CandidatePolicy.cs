namespace LlmPolicy.Candidate;

/// <summary>The candidate (<c>LlmPolicy:Candidate</c>): a policy that is asked beside the one in force, and decides nothing.</summary>
internal sealed class CandidatePolicy
{
    private volatile PolicyGeneration? _current;
    private volatile string? _problem;

    /// <summary>The candidate; null for none, and before the first one that loads.</summary>
    public PolicyGeneration? Current => _current;

    /// <summary>Why the candidate is older than its files, or missing; null if it is neither.</summary>
    public string? Problem => _problem;

    /// <summary>Another candidate, or none, is asked from now on.</summary>
    public void Replace(PolicyGeneration? next) => (_current, _problem) = (next, null);

    /// <summary>What was read does not load: the former one stays.</summary>
    public void Reject(string problem) => _problem = problem;

    /// <summary>The files are again what the candidate was made of.</summary>
    public void IsCurrent() => _problem = null;
}
