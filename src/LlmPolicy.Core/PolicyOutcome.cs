namespace LlmPolicy;

/// <summary>What a host has to do with a request.</summary>
public enum PolicyOutcome
{
    /// <summary>Answer with <see cref="PolicyDecision.Response"/>; nothing goes upstream.</summary>
    Respond,

    /// <summary>Forward as <see cref="PolicyDecision.Forwarding"/> says.</summary>
    Forward,

    /// <summary>Fetch <see cref="PolicyDecision.NeededKeys"/> and evaluate again, with what came of it <see cref="RemoteKeySets.Settled"/>.</summary>
    NeedsKeys,
}
