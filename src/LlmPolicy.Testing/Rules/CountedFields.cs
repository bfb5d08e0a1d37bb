using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Rules;

/// <summary>Which fields of a manifest are rules. All are, but for what is named here, each with its reason.</summary>
internal static class CountedFields
{
    /// <summary>Objects whose keys are names that the manifest's author gives.</summary>
    private static readonly string[] ByName = ["providers", "policies", "claims", "labels", "setModel", "key", "labelSelector", "headersFromMetadataEntry", "headersFromMetadata"];

    /// <summary>What is no rule of its own, and nothing in it.</summary>
    public static readonly IReadOnlyDictionary<string, string> LeftOut = new Dictionary<string, string>
    {
        ["name"] = "names a thing",
        ["namespace"] = "names a thing",
        ["displayName"] = "names a thing",
        ["metadata"] = "names a thing",
        ["apiVersion"] = "says what the document is",
        ["kind"] = "says what the document is",
        ["status"] = "is written by the cluster; of a direct response, is asked for",
        ["namespacedStatuses"] = "is written by the cluster",
        ["jwks"] = "a provider without keys does not load",
        ["header"] = "is the whole of its entry, which counts",
        ["headerSecretRef"] = "is the whole of its entry, which counts",
        ["claim"] = "is the whole of its entry, which counts",
        ["weight"] = "goes with its destination, which counts; of a table, orders it",
        ["retries"] = "says how often a request is sent, not which",
        ["idleTimeout"] = "says how long a connection lasts, not what it may carry",
        ["maxStreamDuration"] = "says how long a connection lasts, not what it may carry",
        ["group"] = "says what a resource attaches to, which its kind says",
        ["bodyLimit"] = "says how much of a body is read, not what may be in it",
        ["filterModelList"] = "says what is shown of an upstream's answer, whose body no case has",
        ["meter"] = "says what is counted of an answer, not who gets one",
        ["streamUsage"] = "says what is counted of an answer, not who gets one",
        ["onStoreFailure"] = "says what happens while the store is away: that of cases never is",
        ["envoyMetadata"] = "has no effect here",
        ["tracing"] = "has no effect here",
        ["stats"] = "has no effect here",
    };

    /// <summary>What is a rule as a whole: a part less is another one, or none.</summary>
    public static readonly IReadOnlyDictionary<string, string> Whole = new Dictionary<string, string>
    {
        ["upstream"] = "a reference",
        ["upstreamGroup"] = "a reference",
        ["configRef"] = "a reference",
        ["apiKeySecretRefs"] = "references",
        ["sharedSecretRef"] = "a reference",
        ["ref"] = "a reference",
        ["kube"] = "a reference",
        ["delegateOptions"] = "references",
        ["pattern"] = "a regular expression",
        ["sslConfig"] = "answers on TLS alone; certificates are the server's business",
    };

    /// <summary>Values that hold without the field, too.</summary>
    private static readonly (string Field, string Value)[] Defaults =
    [
        ("caseSensitive", "true"), ("invertMatch", "false"), ("regex", "false"), ("append", "true"), ("keepToken", "false"), ("disable", "false"),
        ("matcher", "EXACT_STRING"), ("validationPolicy", "REQUIRE_VALID"), ("allowMissingOrFailedJwt", "false"), ("clockSkewSeconds", "60"), ("autoHostRewrite", "false"),
        ("appendXForwardedHost", "false"), ("responseCode", "MOVED_PERMANENTLY"), ("httpsRedirect", "false"), ("stripQuery", "false"),
        ("inheritableMatchers", "false"), ("inheritablePathMatchers", "false"), ("claimSeparator", "NONE"), ("enabled", "true"), ("oneWayTls", "true"),
        ("shared", "false"), ("each", "false"), ("hard", "false"), ("mode", "ENFORCE"), ("onMissingUsage", "CHARGE"), ("onAbort", "SETTLE_SEEN"), ("timezone", "UTC"), ("request", "0"), ("headerName", "api-key"), ("required", "false"),
    ];

    /// <summary>Whether the keys of the object under a field are names.</summary>
    public static bool AreNames(string field) => ByName.Contains(field);

    /// <summary>Whether a field is a rule, or holds some.</summary>
    public static bool Count(string field, ManifestNode value) =>
        !LeftOut.ContainsKey(field) && value is not ScalarNode { IsNull: true } && !IsDefault(field, value);

    /// <summary>Whether there are rules inside a field, beside itself.</summary>
    public static bool AreInside(string field) => !Whole.ContainsKey(field);

    /// <summary>Whether a list's only item says what holds without it: every domain, every path.</summary>
    public static bool IsDefault(string field, ListNode list) => (field, list.Items) switch
    {
        ("domains", [ScalarNode { Text: "*" }]) => true,
        ("matchers", [MapNode { Entries: [{ Key.Text: "prefix", Value: ScalarNode { Text: "/" } }] }]) => true,
        _ => false,
    };

    private static bool IsDefault(string field, ManifestNode value) => value is ScalarNode scalar && Defaults.Contains((field, scalar.Text));
}
