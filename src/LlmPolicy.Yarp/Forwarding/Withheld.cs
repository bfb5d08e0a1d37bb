namespace LlmPolicy.Gateway;

/// <summary>A request that was decided to be forwarded and can't be: why, and what the client gets.</summary>
internal sealed record Withheld(string Reason, PolicyResponse Response)
{
    /// <summary>Not a path: behind the upstream's address it could name another one.</summary>
    public static Withheld Target { get; } = new(ReasonCodes.TargetInvalid, ForwardingFailure.BadRequest);

    public static Withheld Host { get; } = new(ReasonCodes.NoHost, ForwardingFailure.BadRequest);

    public static Withheld Secret { get; } = new(ReasonCodes.SecretUnavailable, ForwardingFailure.NoHealthyUpstream);

    public static Withheld Upstream { get; } = new(ReasonCodes.UpstreamUnavailable, ForwardingFailure.NoHealthyUpstream);

    public static Withheld HeaderValue(string name) => new(ReasonCodes.HeaderValue, ForwardingFailure.InvalidHeader(name));
}
