namespace LlmPolicy.Testing;

/// <summary>What a change of manifests means for a request.</summary>
public enum PolicyDifferenceKind
{
    /// <summary>It was refused, and goes upstream or is answered by its route now.</summary>
    NewlyAllowed,

    /// <summary>It went upstream or was answered by its route, and is refused now.</summary>
    NewlyRefused,

    /// <summary>It goes to another Upstream, or the Upstream to another address.</summary>
    OtherUpstream,

    /// <summary>It is sent with another header secret, with one more, or with one less.</summary>
    OtherSecret,

    /// <summary>It reaches the same Upstream as another request: path, Host, headers, or what bounds it.</summary>
    ChangedRequest,

    /// <summary>The client gets another answer: of the policy, or the upstream's with other headers.</summary>
    ChangedAnswer,

    /// <summary>What its answer used is metered no longer, or only now, or a stream is asked for it otherwise.</summary>
    ChangedMetering,

    /// <summary>How much it may use is another amount, or counted otherwise (<c>TokenBudget</c>).</summary>
    ChangedBudget,

    /// <summary>How many such requests there may be is another number, or counted otherwise (<c>ratelimit</c>).</summary>
    ChangedLimit,

    /// <summary>A field differs, and no request was found that shows what that means: it has to be judged by people.</summary>
    NotCovered,
}
