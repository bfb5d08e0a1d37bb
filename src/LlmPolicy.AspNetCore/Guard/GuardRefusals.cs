namespace LlmPolicy.Guard;

/// <summary>The guard's own refusals. Their texts say nothing of the policy.</summary>
internal static class GuardRefusals
{
    public static PolicyDecision Ambiguous(RouteInfo? route) =>
        Make(ReasonCodes.TargetAmbiguous, 400, "The path can be read in two ways", route);

    public static PolicyDecision Rewritten(RouteInfo? route) =>
        Make(ReasonCodes.TargetRewritten, 400, "The request was rewritten on its way to the policy or from it", route);

    public static PolicyDecision Failed(RouteInfo? route) => Make(ReasonCodes.PolicyFailed, 500, "", route);

    private static PolicyDecision Make(string reason, int status, string body, RouteInfo? route) =>
        new(new PolicyResponse(status, body, body.Length > 0 ? [new HeaderField("content-type", "text/plain")] : []))
        {
            Reason = reason,
            Route = route,
            Position = route?.Position,
        };
}
