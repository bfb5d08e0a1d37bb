namespace LlmPolicy.Gateway;

/// <summary>A request that was decided to be forwarded and can't be: why, and what the client gets.</summary>
internal sealed record Withheld(string Reason, PolicyResponse Response)
{
    /// <summary>Not a path: behind the upstream's address it could name another one.</summary>
    public static Withheld Target { get; } = new(ReasonCodes.TargetInvalid, ForwardingFailure.BadRequest.Answer);

    public static Withheld Host { get; } = new(ReasonCodes.NoHost, ForwardingFailure.BadRequest.Answer);

    public static Withheld Secret { get; } = new(ReasonCodes.SecretUnavailable, ForwardingFailure.NoHealthyUpstream.Answer);

    /// <summary>An upstream answers TRACE with the request as it came (RFC 9110, 9.3.8): the key would go to the client.</summary>
    public static Withheld Trace { get; } = new(
        ReasonCodes.MethodTrace,
        new PolicyResponse(405, "Method Not Allowed", [new("content-type", "text/plain"), new("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")]));

    public static Withheld Upstream { get; } = Unavailable(ForwardingFailure.NoHealthyUpstream);

    public static Withheld Unavailable(ForwardingFailure failure) => new(ReasonCodes.UpstreamUnavailable, failure.Answer);

    public static Withheld HeaderValue(string name) => new(ReasonCodes.HeaderValue, ForwardingFailure.InvalidHeader(name).Answer);
}
