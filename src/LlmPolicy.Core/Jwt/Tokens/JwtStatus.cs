namespace LlmPolicy.Jwt.Tokens;

/// <summary>What came of looking at a token: fine, or the reason and the words that Envoy has for it.</summary>
internal sealed record JwtStatus(string Reason, string Body, int StatusCode = 401)
{
    public static readonly JwtStatus Ok = new("", "", 200);

    public static readonly JwtStatus Missing = new(ReasonCodes.JwtMissing, "Jwt is missing");
    public static readonly JwtStatus BadFormat = new(ReasonCodes.JwtBadFormat, "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections");
    public static readonly JwtStatus HeaderBase64 = new(ReasonCodes.JwtHeaderBase64, "Jwt header is an invalid Base64url encoded");
    public static readonly JwtStatus HeaderJson = new(ReasonCodes.JwtHeaderJson, "Jwt header is an invalid JSON");
    public static readonly JwtStatus AlgMissing = new(ReasonCodes.JwtAlgMissing, "Jwt header [alg] field is required and must be a string");
    public static readonly JwtStatus AlgUnsupported = new(ReasonCodes.JwtAlgUnsupported, "Jwt header [alg] is not supported");
    public static readonly JwtStatus Kid = new(ReasonCodes.JwtKid, "Jwt header [kid] field is not a string");
    public static readonly JwtStatus PayloadBase64 = new(ReasonCodes.JwtPayloadBase64, "Jwt payload is an invalid Base64url encoded");
    public static readonly JwtStatus PayloadJson = new(ReasonCodes.JwtPayloadJson, "Jwt payload is an invalid JSON");
    public static readonly JwtStatus Audience = Claim("aud", "is not a string or string list");
    public static readonly JwtStatus SignatureBase64 = new(ReasonCodes.JwtSignatureBase64, "Jwt signature is an invalid Base64url encoded");
    public static readonly JwtStatus UnknownIssuer = new(ReasonCodes.JwtIssuer, "Jwt issuer is not configured");
    public static readonly JwtStatus NotYetValid = new(ReasonCodes.JwtNotYetValid, "Jwt not yet valid");
    public static readonly JwtStatus Expired = new(ReasonCodes.JwtExpired, "Jwt is expired");
    public static readonly JwtStatus AudienceNotAllowed = new(ReasonCodes.JwtAudience, "Audiences in Jwt are not allowed", 403);
    public static readonly JwtStatus NoKey = new(ReasonCodes.JwtNoKey, "Jwks doesn't have key to match kid or alg from Jwt");
    public static readonly JwtStatus VerificationFails = new(ReasonCodes.JwtSignature, "Jwt verification fails");
    public static readonly JwtStatus Ed25519Length = new(ReasonCodes.JwtSignature, "Jwt ED25519 signature is wrong length");
    public static readonly JwtStatus KeysUnavailable = new(ReasonCodes.JwtKeysUnavailable, "Jwks remote fetch is failed");

    /// <summary>On the host's list of revoked tokens; Envoy has no such list, and no words for it.</summary>
    public static readonly JwtStatus Revoked = new(ReasonCodes.JwtRevoked, "Jwt is revoked");

    // The strictness rules of tokens, in words of our own: Envoy has none.
    public static readonly JwtStatus TooLong = new(ReasonCodes.JwtTooLong, "Jwt is longer than 16 KiB");
    public static readonly JwtStatus Critical = new(ReasonCodes.JwtCritical, "Jwt header [crit] names an extension that is not understood");
    public static readonly JwtStatus UnencodedPayload = new(ReasonCodes.JwtUnencodedPayload, "Jwt header [b64] is not supported");
    public static readonly JwtStatus Compressed = new(ReasonCodes.JwtCompressed, "Jwt header [zip] is not supported");
    public static readonly JwtStatus Encoding = new(ReasonCodes.JwtEncoding, "Jwt is not encoded as RFC 7515 asks");

    /// <summary>A registered claim of the wrong type or range.</summary>
    public static JwtStatus Claim(string name, string problem) => new(ReasonCodes.JwtClaimType, $"Jwt payload [{name}] field {problem}");
}
