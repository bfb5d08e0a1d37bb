namespace LlmPolicy.Tests;

/// <summary>LLMP2084 to 2086: rules of rate limits that meet nothing.</summary>
internal static class LimitRuleTraps
{
    private const string Refs = "rateLimitConfigs: {refs: [{name: limits, namespace: default}]}";

    private const string Limit = "{requestsPerUnit: 5, unit: DAY}";

    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["a limit that no list leads to"] = new(
            DiagnosticCodes.UnreachedLimit,
            Asked($"descriptors: [{{key: generic_key, value: a, rateLimit: {Limit}}}, {{key: generic_key, value: b, rateLimit: §{Limit}}}], rateLimits: [{{actions: [{{genericKey: {{descriptorValue: a}}}}]}}]"),
            "generic_key=b"),
        ["a limit that is one entry deeper than its list"] = new(
            DiagnosticCodes.UnreachedLimit,
            Asked($"descriptors: [{{key: generic_key, rateLimit: {Limit}, descriptors: [{{key: method, rateLimit: §{Limit}}}]}}], rateLimits: [{{actions: [{{genericKey: {{descriptorValue: a}}}}]}}]"),
            "(generic_key, method)"),
        ["a set rule whose entry no set holds"] = new(
            DiagnosticCodes.UnreachedLimit,
            Asked($"setDescriptors: [{{simpleDescriptors: [{{key: plan}}], rateLimit: §{Limit}}}, {{rateLimit: {Limit}}}], rateLimits: [{{setActions: [{{genericKey: {{descriptorValue: a}}}}]}}]"),
            "{plan}"),
        ["a config that nothing refers to"] = new(
            DiagnosticCodes.UnusedLimits,
            Sound.Host(Sound.Route("prefix: /"), "{}") + Config($"descriptors: [{{key: generic_key, rateLimit: {Limit}}}]").Replace("raw: {", "raw: §{", StringComparison.Ordinal), "default/limits"),
        ["a list that no rule counts"] = new(
            DiagnosticCodes.UncountedList,
            Asked($"descriptors: [{{key: generic_key, value: a, rateLimit: {Limit}}}], rateLimits: [{{actions: [{{genericKey: {{descriptorValue: a}}}}]}}, §{{actions: [{{genericKey: {{descriptorValue: a}}}}, {{destinationCluster: {{}}}}]}}]"),
            "destination_cluster"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["a list that a node lets pass"] = Asked($"descriptors: [{{key: generic_key, value: a}}, {{key: generic_key, rateLimit: {Limit}}}], rateLimits: [{{actions: [{{genericKey: {{descriptorValue: a}}}}]}}, {{actions: [{{genericKey: {{descriptorValue: b}}}}]}}]"),
        ["a set of more than its rule asks for"] = Asked($"setDescriptors: [{{simpleDescriptors: [{{key: destination_cluster}}], rateLimit: {Limit}}}], rateLimits: [{{setActions: [{{genericKey: {{descriptorValue: a}}}}, {{destinationCluster: {{}}}}]}}]"),
        ["a value that a header may have"] = Asked($"descriptors: [{{key: path, value: /a, rateLimit: {Limit}}}], rateLimits: [{{actions: [{{requestHeaders: {{headerName: ':path', descriptorKey: path}}}}]}}]"),
        ["basic limits"] = Sound.Host(Sound.Route("prefix: /"), $"ratelimitBasic: {{anonymousLimits: {Limit}}}"),
    };

    private static string Asked(string raw) => Sound.Host(Sound.Route("prefix: /"), Refs) + Config(raw);

    private static string Config(string raw) => $$"""

        ---
        apiVersion: ratelimit.solo.io/v1alpha1
        kind: RateLimitConfig
        metadata: {name: limits, namespace: default}
        spec: {raw: { {{raw}} } }

        """;
}
