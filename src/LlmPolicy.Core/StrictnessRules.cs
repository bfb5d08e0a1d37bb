namespace LlmPolicy;

/// <summary>Ids of the strictness rules: where this library refuses what Envoy lets through (docs/differences.md).</summary>
public static class StrictnessRules
{
    /// <summary>Tokens with <c>crit</c> are refused.</summary>
    public const string TokenCritical = "token.crit";

    /// <summary>Tokens with <c>b64: false</c> are refused.</summary>
    public const string TokenUnencoded = "token.b64";

    /// <summary>Tokens with <c>zip</c> are refused.</summary>
    public const string TokenCompressed = "token.zip";

    /// <summary>Tokens whose JSON is not RFC 8259's, or deeper than 32, are refused.</summary>
    public const string TokenJson = "token.json";

    /// <summary>Tokens with padding, white space, stray bits or empty parts are refused.</summary>
    public const string TokenBase64Url = "token.base64url";

    /// <summary>Tokens longer than 16 KiB are refused.</summary>
    public const string TokenSize = "token.size";

    /// <summary>RSA keys under 2048 bits are not loaded.</summary>
    public const string KeyRsaSize = "key.rsa-size";

    /// <summary>HMAC keys shorter than their hash are not loaded.</summary>
    public const string KeyHmacSize = "key.hmac-size";

    /// <summary>Targets in which dot segments appear once decoded again are not forwarded.</summary>
    public const string TargetDotSegments = "target.dot-segments";

    /// <summary>Targets with an empty segment (<c>//</c>) inside the path are not forwarded. Off unless it is asked for: Envoy and many apps mean something by it.</summary>
    public const string TargetEmptySegments = "target.empty-segments";

    /// <summary>Manifests with fields that their kind does not have are not loaded.</summary>
    public const string FieldUnknown = "field.unknown";

    /// <summary>Manifests that refer to options or Upstreams that nothing defines are not loaded.</summary>
    public const string ReferenceMissing = "reference.missing";

    /// <summary>Response headers whose name is no token of RFC 9110 are not loaded.</summary>
    public const string HeaderName = "header.name";

    /// <summary>Manifests with rate limits that no rule and no service counts are not loaded.</summary>
    public const string RateLimitUncounted = "rate-limit.uncounted";

    /// <summary>All ids.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        TokenCritical, TokenUnencoded, TokenCompressed, TokenJson, TokenBase64Url, TokenSize, KeyRsaSize, KeyHmacSize, TargetDotSegments,
        TargetEmptySegments, FieldUnknown, ReferenceMissing, HeaderName, RateLimitUncounted,
    ];

    /// <summary>Those that are off unless <see cref="PolicyCompilerOptions.StrictRules"/> names them.</summary>
    public static IReadOnlyList<string> OffByDefault { get; } = [TargetEmptySegments];
}
