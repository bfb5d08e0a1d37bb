namespace LlmPolicy.Tests;

/// <summary>Envoy's names for what can be wrong with a token, and the words that the client gets.</summary>
internal static class EnvoyStatus
{
    public const string Ok = "Ok";

    private static readonly Dictionary<string, string> Words = new()
    {
        ["JwtNotYetValid"] = "Jwt not yet valid",
        ["JwtExpired"] = "Jwt is expired",
        ["JwtBadFormat"] = "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections",
        ["JwtHeaderParseErrorBadBase64"] = "Jwt header is an invalid Base64url encoded",
        ["JwtHeaderParseErrorBadJson"] = "Jwt header is an invalid JSON",
        ["JwtHeaderBadAlg"] = "Jwt header [alg] field is required and must be a string",
        ["JwtHeaderNotImplementedAlg"] = "Jwt header [alg] is not supported",
        ["JwtHeaderBadKid"] = "Jwt header [kid] field is not a string",
        ["JwtPayloadParseErrorBadBase64"] = "Jwt payload is an invalid Base64url encoded",
        ["JwtPayloadParseErrorBadJson"] = "Jwt payload is an invalid JSON",
        ["JwtPayloadParseErrorIssNotString"] = "Jwt payload [iss] field is not a string",
        ["JwtPayloadParseErrorSubNotString"] = "Jwt payload [sub] field is not a string",
        ["JwtPayloadParseErrorIatNotInteger"] = "Jwt payload [iat] field is not an integer",
        ["JwtPayloadParseErrorIatOutOfRange"] = "Jwt payload [iat] field is not a positive 64 bit integer",
        ["JwtPayloadParseErrorNbfNotInteger"] = "Jwt payload [nbf] field is not an integer",
        ["JwtPayloadParseErrorNbfOutOfRange"] = "Jwt payload [nbf] field is not a positive 64 bit integer",
        ["JwtPayloadParseErrorExpNotInteger"] = "Jwt payload [exp] field is not an integer",
        ["JwtPayloadParseErrorExpOutOfRange"] = "Jwt payload [exp] field is not a positive 64 bit integer",
        ["JwtPayloadParseErrorJtiNotString"] = "Jwt payload [jti] field is not a string",
        ["JwtPayloadParseErrorAudNotString"] = "Jwt payload [aud] field is not a string or string list",
        ["JwtSignatureParseErrorBadBase64"] = "Jwt signature is an invalid Base64url encoded",
        ["JwtAudienceNotAllowed"] = "Audiences in Jwt are not allowed",
        ["JwtVerificationFail"] = "Jwt verification fails",
        ["JwksKidAlgMismatch"] = "Jwks doesn't have key to match kid or alg from Jwt",
    };

    /// <summary>The body for a status; empty for <c>Ok</c>, which has none.</summary>
    public static string WordsOf(string status) => status == Ok ? "" : Words[status];
}
