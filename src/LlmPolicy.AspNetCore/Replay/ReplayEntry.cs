namespace LlmPolicy.Replay;

/// <summary>A decided request that is to be kept; its body is not.</summary>
/// <param name="Id">The decision's id.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Generation">The generation that decided.</param>
/// <param name="Request">The request as it came.</param>
/// <param name="IsAllowed">The decision's outcome.</param>
/// <param name="Reason">Its reason.</param>
/// <param name="Callers">The verified callers.</param>
/// <param name="ApiKey">The Secret of the caller's API key; null for none.</param>
/// <param name="Models">The models that were asked for; null where the body was not read.</param>
internal sealed record ReplayEntry(
    string Id, DateTimeOffset At, PolicyGeneration Generation, PolicyRequest Request, bool IsAllowed, string Reason, IReadOnlyList<VerifiedCaller> Callers, ResourceName? ApiKey,
    IReadOnlyList<string>? Models)
{
    public ReplayRecord ToRecord(KeptFields kept) => new()
    {
        Id = Id,
        Time = At,
        Generation = Generation.Policy.Generation,
        Allowed = IsAllowed,
        Reason = Reason,
        Method = Request.Method,
        Scheme = Request.Scheme,
        Host = Request.Authority,
        Target = kept.OfTarget(Request.Target),
        Protocol = Request.Protocol,
        Peer = Request.RemoteAddress,
        Draw = Request.Draw,
        Headers = kept.OfHeaders(Request.Headers),
        Token = Token(kept),
        Callers = [.. Callers.Select(caller => new ReplayCaller(caller.Provider, kept.OfClaims(caller.Claims)))],
        ApiKey = ApiKey?.ToString(),
        Models = Models,
        Asked = kept.Asked,
    };

    private ReplayToken Token(KeptFields kept) =>
        Callers.Count > 0 ? ReplayToken.Verified
        : Reason.StartsWith("jwt.", StringComparison.Ordinal) && Reason != ReasonCodes.JwtMissing ? ReplayToken.Refused
        : kept.MayHoldToken(Request) ? ReplayToken.Unread
        : ReplayToken.None;
}
