namespace LlmPolicy.Sending;

/// <summary>A request that was decided to be forwarded and can't be: why, and what the client gets.</summary>
/// <param name="Reason">The decision's reason.</param>
/// <param name="Response">What the client gets, of a refusal of ours; null: what Envoy answers to the failure.</param>
/// <param name="Failure">What happened on the way upstream; null: it did not come to that.</param>
internal sealed record Withheld(string Reason, PolicyResponse? Response, ForwardingFailure? Failure = null)
{
    private static readonly HeaderField Plain = new("content-type", "text/plain");

    private static readonly PolicyResponse BadRequest = new(400, "Bad Request", [Plain]);

    /// <summary>Not a path: behind the upstream's address it could name another one.</summary>
    public static Withheld Target { get; } = new(ReasonCodes.TargetInvalid, BadRequest);

    public static Withheld Host { get; } = new(ReasonCodes.NoHost, BadRequest);

    /// <summary>A request to go on in another protocol that comes with a body: Kestrel lets go of no connection with one on it.</summary>
    public static Withheld Upgrade { get; } = new(ReasonCodes.Upgrade, BadRequest);

    public static Withheld Secret { get; } = new(ReasonCodes.SecretUnavailable, null, ForwardingFailure.NoHealthyUpstream);

    /// <summary>An upstream answers TRACE with the request as it came (RFC 9110, 9.3.8): the key would go to the client.</summary>
    public static Withheld Trace { get; } = new(
        ReasonCodes.MethodTrace,
        new PolicyResponse(405, "Method Not Allowed", [Plain, new("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")]));

    public static Withheld Upstream { get; } = Unavailable(ForwardingFailure.NoHealthyUpstream);

    public static Withheld Unavailable(ForwardingFailure failure) => new(ReasonCodes.UpstreamUnavailable, null, failure);

    public static Withheld HeaderValue(string name) => new(ReasonCodes.HeaderValue, null, ForwardingFailure.InvalidHeader(name));

    /// <summary>The decision that takes the place of the one to send.</summary>
    /// <param name="decision">The decision to send.</param>
    /// <param name="answer">What the client gets.</param>
    public PolicyDecision Instead(PolicyDecision decision, PolicyResponse answer) => new(answer)
    {
        Reason = Reason,
        Position = decision.Position,
        Route = decision.Route,
        Callers = decision.Callers,
        ExtAuthCaller = decision.ExtAuthCaller,
    };
}
