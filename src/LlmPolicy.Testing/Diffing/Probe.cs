using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>A request to put to both versions.</summary>
/// <param name="Request">The request, with its token.</param>
/// <param name="Caller">Who sends it, in words.</param>
internal sealed record Probe(PolicyRequest Request, string Caller)
{
    /// <summary>What is sent with a request that asks for nothing in particular: of rules that look into a body, those on streams have something to do.</summary>
    public static readonly ReadOnlyMemory<byte> Streaming = """{"model":"any","stream":true}"""u8.ToArray();

    /// <summary>Its body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; } = Streaming;

    /// <summary>The time of the request; null: that of all.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Whether its token is signed by a provider's own key, not by a throw-away one.</summary>
    public bool OwnKeys { get; init; }

    /// <summary>The request in words; a query may hold the token.</summary>
    public string Words => $"{Request.Method} {Request.Scheme}://{Request.Authority}{Request.Target.Split('?')[0]}";

    /// <param name="version">The version that is asked.</param>
    /// <param name="now">The time, unless the request has its own.</param>
    /// <param name="facts">The tokens that were verified before: a caller comes with many requests.</param>
    public PolicyDecision Decide(TestPolicies version, DateTimeOffset now, PolicyFacts facts) =>
        (OwnKeys ? version.WithOwnKeys : version.WithThrowAwayKeys.Policy!).Evaluate(Request, facts with { Body = BodyFact.Whole(Body), RateLimits = RateLimitAnswers.Uncounted }, Now ?? now);
}
