namespace LlmPolicy.Conformance.Tests;

/// <summary>Envoy's answers of its own, by status and body, and the reasons that fit each. A body that is not here is a route's own.</summary>
internal static class ReasonTable
{
    private static readonly Dictionary<(int Status, string Body), string[]> Reasons = new()
    {
        [(200, "")] = [ReasonCodes.CorsPreflight],
        [(400, "")] = [ReasonCodes.NoHost, ReasonCodes.TargetInvalid, ReasonCodes.MethodConnect],
        [(400, "Bad Request")] = [ReasonCodes.TargetInvalid, ReasonCodes.HeaderInvalid],
        [(401, "Jwt is missing")] = [ReasonCodes.JwtMissing],
        [(401, "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections")] = [ReasonCodes.JwtBadFormat],
        [(401, "Jwt header is an invalid Base64url encoded")] = [ReasonCodes.JwtHeaderBase64],
        [(401, "Jwt header is an invalid JSON")] = [ReasonCodes.JwtHeaderJson],
        [(401, "Jwt header [alg] field is required and must be a string")] = [ReasonCodes.JwtAlgMissing],
        [(401, "Jwt header [alg] is not supported")] = [ReasonCodes.JwtAlgUnsupported],
        [(401, "Jwt header [kid] field is not a string")] = [ReasonCodes.JwtKid],
        [(401, "Jwt payload is an invalid Base64url encoded")] = [ReasonCodes.JwtPayloadBase64],
        [(401, "Jwt payload is an invalid JSON")] = [ReasonCodes.JwtPayloadJson],
        [(401, "Jwt signature is an invalid Base64url encoded")] = [ReasonCodes.JwtSignatureBase64],
        [(401, "Jwt issuer is not configured")] = [ReasonCodes.JwtIssuer],
        [(401, "Jwt not yet valid")] = [ReasonCodes.JwtNotYetValid],
        [(401, "Jwt is expired")] = [ReasonCodes.JwtExpired],
        [(403, "Audiences in Jwt are not allowed")] = [ReasonCodes.JwtAudience],
        [(401, "Jwks doesn't have key to match kid or alg from Jwt")] = [ReasonCodes.JwtNoKey],
        [(401, "Jwt verification fails")] = [ReasonCodes.JwtSignature],
        [(401, "Jwt ED25519 signature is wrong length")] = [ReasonCodes.JwtSignature],
        [(401, "Jwks remote fetch is failed")] = [ReasonCodes.JwtKeysUnavailable],
        [(403, "RBAC: access denied")] = [ReasonCodes.RbacDenied],
        [(403, "Invalid origin")] = [ReasonCodes.CsrfOrigin],
        [(403, "")] = [ReasonCodes.Upgrade],
        [(404, "")] = [ReasonCodes.NoVirtualHost, ReasonCodes.NoRoute, ReasonCodes.TargetNotAPath],
        [(429, "local_rate_limited")] = [ReasonCodes.RateLimitLocal],
        [(429, "")] = [ReasonCodes.RateLimitExceeded],
        [(500, "")] = [ReasonCodes.RateLimitUnavailable],
        [(503, "fault filter abort")] = [ReasonCodes.FaultAbort],
    };

    private static readonly string[] OfTheRoute = [ReasonCodes.DirectResponse, ReasonCodes.Redirect];

    /// <summary>The reasons that fit an answer; <paramref name="routesAnswer"/>: whether the manifests have routes that answer by themselves.</summary>
    public static IReadOnlyList<string> For(int status, string body, bool routesAnswer)
    {
        string[] own = body.StartsWith("Jwt payload [", StringComparison.Ordinal) && status == 401 ? [ReasonCodes.JwtClaimType]
            : body.StartsWith("invalid header value for: ", StringComparison.Ordinal) && status == 503 ? [ReasonCodes.HeaderValue]
            : Reasons.GetValueOrDefault((status, body), []);
        return routesAnswer ? [.. own, .. OfTheRoute] : own;
    }

    /// <summary>A response to HEAD has no body: the reasons of its status.</summary>
    public static IReadOnlyList<string> ForHead(int status, bool routesAnswer) =>
        [.. Reasons.Where(r => r.Key.Status == status).SelectMany(r => For(status, r.Key.Body, routesAnswer)), ReasonCodes.JwtClaimType, .. routesAnswer ? OfTheRoute : []];
}
