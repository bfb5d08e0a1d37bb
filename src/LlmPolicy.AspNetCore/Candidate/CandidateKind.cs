namespace LlmPolicy.Candidate;

/// <summary>What the candidate would have made of a request.</summary>
internal enum CandidateKind
{
    /// <summary>The same.</summary>
    Same,

    /// <summary>It was refused, and would go on, or be answered by its route.</summary>
    NewlyAllowed,

    /// <summary>It went on, or was answered by its route, and would be refused.</summary>
    NewlyRefused,

    /// <summary>Another answer, or it would go on otherwise.</summary>
    Changed,

    /// <summary>The candidate asks for what is not known: keys that are not fetched yet, or a body that the policy in force does not read.</summary>
    NotCompared,
}
