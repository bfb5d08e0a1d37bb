using System.Collections.Immutable;

namespace LlmPolicy;

/// <summary>
/// What a decision depends on beside the request, the policy and the time. Immutable: a host keeps one for as long as nothing changes, so that it costs a request
/// nothing. What is not set is not known, and a decision that depends on it asks for it (<see cref="PolicyDecision.Need"/>).
/// </summary>
public sealed record PolicyFacts
{
    /// <summary>Nothing is known, nothing is remembered, nothing is revoked.</summary>
    public static PolicyFacts None { get; } = new();

    /// <summary>The remote key sets fetched so far (<c>jwks.remote</c>). Default: none.</summary>
    public RemoteKeySets Keys { get; init; } = RemoteKeySets.Empty;

    /// <summary>The tokens that were verified before, by this policy or others: a policy only finds its own. Default: none is remembered.</summary>
    public TokenCache? Tokens { get; init; }

    /// <summary>The tokens that are refused although they are good. Default: none.</summary>
    public RevokedTokens Revoked { get; init; } = RevokedTokens.None;

    /// <summary>How much answers produced lately, for requests that do not say how much they may produce (<c>TokenBudget</c>). Default: nothing is known.</summary>
    public OutputHistory? Outputs { get; init; }

    /// <summary>What is known of the request's body. Default: nothing.</summary>
    public BodyFact? Body { get; init; }

    /// <summary>What rate limits said of the request. Default: nothing was asked, and a decision that depends on it asks.</summary>
    public RateLimitAnswers RateLimits { get; init; } = RateLimitAnswers.None;

    /// <summary>Facts that rules of kinds of their own ask for, by type.</summary>
    private ImmutableDictionary<Type, object> Others { get; init; } = ImmutableDictionary<Type, object>.Empty;

    /// <summary>The fact of a type; null where it is not known.</summary>
    internal T? Find<T>()
        where T : class
        => Others.GetValueOrDefault(typeof(T)) as T;

    /// <summary>The same facts with one more, or with another of its type.</summary>
    internal PolicyFacts With<T>(T fact)
        where T : class
        => this with { Others = Others.SetItem(typeof(T), fact) };
}
