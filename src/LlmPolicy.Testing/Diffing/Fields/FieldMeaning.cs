namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>
/// What is written in two ways and means one thing, beside what the readers know: lists whose order does not count, and values that hold without the
/// field, too. Whatever is not here is taken to mean something; a list of texts or numbers never has an order.
/// </summary>
internal static class FieldMeaning
{
    /// <summary>Lists of objects of which all, or one of them, have to hold.</summary>
    public static readonly IReadOnlySet<string> Unordered = new HashSet<string> { "headers", "queryParameters", "principals", "expressions", "targetRefs", "limits" };

    /// <summary>By the field that the object stands under, since <c>append</c> means one thing here and another there.</summary>
    private static readonly HashSet<(string Owner, string Field, string Value)> Defaults =
    [
        ("headers", "regex", "false"), ("headers", "invertMatch", "false"), ("queryParameters", "regex", "false"),
        ("requestHeadersToAdd", "append", "true"), ("responseHeadersToAdd", "append", "true"), ("claimsToHeaders", "append", "false"),
        ("providers", "keepToken", "false"), ("providers", "clockSkewSeconds", "60"), ("providers", "clockSkewSeconds", "0"),
        ("remote", "cacheDuration", "\"300s\""),
        ("jwt", "validationPolicy", "\"REQUIRE_VALID\""), ("beforeExtAuth", "validationPolicy", "\"REQUIRE_VALID\""), ("afterExtAuth", "validationPolicy", "\"REQUIRE_VALID\""),
        ("jwt", "allowMissingOrFailedJwt", "false"), ("beforeExtAuth", "allowMissingOrFailedJwt", "false"), ("afterExtAuth", "allowMissingOrFailedJwt", "false"),
        ("rbac", "disable", "false"), ("jwtPrincipal", "matcher", "\"EXACT_STRING\""),
        ("redirectAction", "responseCode", "\"MOVED_PERMANENTLY\""), ("redirectAction", "httpsRedirect", "false"), ("redirectAction", "stripQuery", "false"),
        ("websocket", "enabled", "true"), ("static", "autoSniRewrite", "true"), ("metadata", "namespace", "\"default\""), ("retries", "numRetries", "1"), ("retries", "numRetries", "0"),
        ("spec", "bodyLimit", "1048576"), ("spec", "filterModelList", "false"), ("rules", "claimSeparator", "\"NONE\""), ("spec", "meter", "false"), ("spec", "streamUsage", "\"REQUEST\""),
        ("spec", "shared", "false"), ("spec", "hard", "false"), ("spec", "mode", "\"ENFORCE\""), ("spec", "onMissingUsage", "\"CHARGE\""), ("spec", "onAbort", "\"SETTLE_SEEN\""),
        ("spec", "onStoreFailure", "\"REFUSE\""), ("extauth", "disable", "false"), ("apiKeyAuth", "headerName", "\"api-key\""), ("key", "each", "false"), ("limits", "timezone", "\"UTC\""), ("count", "input", "1"), ("count", "output", "1"), ("prices", "request", "0"),
    ];

    /// <param name="owner">The field that the object stands under.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value, as JSON.</param>
    public static bool IsDefault(string owner, string field, string value) => Defaults.Contains((owner, field, value));

    /// <summary>A key's text, around which white space means nothing.</summary>
    public static bool IsKey(string owner, string field) => (owner, field) == ("local", "key");
}
