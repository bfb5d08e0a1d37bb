namespace LlmPolicy.Tests;

/// <summary>LLMP208x: whom a rate limit does not count.</summary>
internal static class RateLimitTraps
{
    private const string Sub = "metadataKey: {key: envoy.filters.http.jwt_authn, path: [{key: principal}, {key: sub}]}";

    private static readonly PolicyCompilerOptions Served = new() { HasRateLimitService = true };

    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["a header that may be absent"] = Make(
            DiagnosticCodes.RateLimitUncertain, Host("{requestHeaders: §{headerName: x-user, descriptorKey: user}}"), "x-user"),
        ["the user of a key, before keys are asked for"] = Make(DiagnosticCodes.RateLimitUncertain, Keyed("ratelimitEarly", "§"), "x-user-id"),
        ["the user where a token does in the place of a key"] = Make(DiagnosticCodes.RateLimitUncertain, Keyed("ratelimit", "§", "- {name: two, jwt: {}}", $", {Sound.Jwt}", "booleanExpr: one || two"), "x-user-id"),
        ["a claim that may be no text"] = Make(
            DiagnosticCodes.RateLimitUncertain, Host($"{{metadata: §{{descriptorKey: user, {Sub}}}}}", Sound.Jwt), "sub"),
        ["a claim where tokens may be missing"] = Make(
            DiagnosticCodes.RateLimitUncertain, Host($"{{metadata: §{{descriptorKey: user, {Sub}}}}}", AllowMissing), "no token at all"),
        ["a claim on a route without jwt"] = Make(
            DiagnosticCodes.RateLimitUncertain,
            Sound.Host(Sound.Route("prefix: /", "{jwt: {disable: true}}"), $"{{{Sound.Jwt}, {Limits($"{{metadata: §{{descriptorKey: user, {Sub}}}}}")}}}"), "no token at all"),
        ["a claim before any token is verified"] = Make(
            DiagnosticCodes.RateLimitUncertain, Host($"{{metadata: §{{descriptorKey: user, {Sub}}}}}", Sound.Jwt, "ratelimitEarly"), "no token at all"),
        ["metadata that nothing sets"] = Make(
            DiagnosticCodes.RateLimitUncertain,
            Host("{metadata: §{descriptorKey: user, metadataKey: {key: io.solo.transformation, path: [{key: user}]}, defaultValue: all}}", Sound.Jwt), "'all'"),
        ["the client's address"] = Make(DiagnosticCodes.RateLimitAddress, Host("{remoteAddress: §{}}"), "X-Forwarded-For"),
        ["a default for all strangers"] = Make(
            DiagnosticCodes.RateLimitShared, Host($"{{metadata: §{{descriptorKey: user, {Sub}, defaultValue: nobody}}}}", AllowMissing), "'nobody'"),
        ["a route that replaces its host's"] = Make(
            DiagnosticCodes.RateLimitReplaced,
            Sound.Host(
                Sound.Route("prefix: /", "{ratelimit: §{rateLimits: [{actions: [{genericKey: {descriptorValue: route}}]}]}}"),
                Limits("{genericKey: {descriptorValue: host}}")),
            "do not count here"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["a bucket"] = Sound.Host(Sound.Route("prefix: /", "{ratelimit: {localRatelimit: {maxTokens: 1}}}"), "ratelimit: {localRatelimit: {maxTokens: 9}}"),
    };

    /// <summary>Near misses of policies whose service is the app's own.</summary>
    public static IReadOnlyDictionary<string, string> CountedNearMisses { get; } = new Dictionary<string, string>
    {
        ["what every request has"] = Host("{genericKey: {descriptorValue: all}}, {destinationCluster: {}}, {requestHeaders: {headerName: ':path', descriptorKey: path}}"),
        ["a claim with a default of callers who need a token"] = Host($"{{metadata: {{descriptorKey: user, {Sub}, defaultValue: nobody}}}}", Sound.Jwt),
        ["the user of a key"] = Keyed("ratelimit", ""),
        ["what is meant for some requests alone"] = Host("{headerValueMatch: {descriptorValue: m, headers: [{name: x-a, presentMatch: true}]}}"),
        ["a header of a set"] = Sound.Host(
            Sound.Route("prefix: /"), "ratelimit: {rateLimits: [{setActions: [{genericKey: {descriptorValue: all}}, {requestHeaders: {headerName: x-user, descriptorKey: user}}]}]}"),
        ["a route that includes its host's"] = Sound.Host(
            Sound.Route("prefix: /", "{ratelimit: {includeVhRateLimits: true, rateLimits: [{actions: [{genericKey: {descriptorValue: route}}]}]}}"),
            Limits("{genericKey: {descriptorValue: host}}")),
    };

    private static string AllowMissing => $"{Sound.JwtOf(Sound.Provider("p"), "validationPolicy: ALLOW_MISSING, ")}, {Sound.Rbac}";

    private static Trap Make(string code, string marked, string says) => new(code, marked, says) { Options = Served };

    private static string Limits(string actions, string field = "ratelimit") => $"{field}: {{rateLimits: [{{actions: [{actions}]}}]}}";

    /// <summary>A limit for each user, beside API keys.</summary>
    private static string Keyed(string field, string mark, string otherConfig = "", string more = "", string expression = "") => Sound.Host(
        Sound.Route("prefix: /"),
        $"{{extauth: {{configRef: {{name: keys, namespace: default}}}}, {Limits($"{{requestHeaders: {mark}{{headerName: x-user-id, descriptorKey: user}}}}", field)}{more}}}",
        $$"""

        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: keys, namespace: default}
        spec:
          {{expression}}
          configs:
            - name: one
              apiKeyAuth: {labelSelector: {team: data} }
            {{otherConfig}}
        ---
        apiVersion: v1
        kind: Secret
        type: extauth.solo.io/apikey
        metadata: {name: alice, namespace: default, labels: {team: data} }
        stringData: {api-key: key-of-alice}

        """);

    private static string Host(string actions, string more = "", string field = "ratelimit") =>
        Sound.Host(Sound.Route("prefix: /"), $"{{{Limits(actions, field)}{(more.Length == 0 ? "" : $", {more}")}}}");
}
