namespace LlmPolicy.Tests;

/// <summary>Rules of a RateLimitConfig or the Settings, and what of a request they count.</summary>
internal static class WrittenRules
{
    /// <summary>What counts descriptors, written as <c>type=a,number=1</c>, or <c>{type=a,number=1}</c> for a set: each counter as its path, limit, unit and key.</summary>
    public static IReadOnlyList<string> Counters(string rules, params string[] descriptors) =>
        [.. Rules(rules).CountersOf(new RateLimitRequest("custom", [.. descriptors.Select(Descriptor)])).Select(Written)];

    public static RateLimitRules Rules(string rules) => Compiling.Policy(Manifest.Service(Manifest.ForwardAll) + Settings($"ratelimit: {{{rules}}}")).RateLimits;

    public static string Settings(string spec, string name = "default") => $$"""

        ---
        apiVersion: gloo.solo.io/v1
        kind: Settings
        metadata: {name: {{name}}, namespace: gloo-system}
        spec: { {{spec}} }

        """;

    public static string Config(string raw, string name = "limits", string ns = "gloo-system") => $$"""

        ---
        apiVersion: ratelimit.solo.io/v1alpha1
        kind: RateLimitConfig
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec: {raw: { {{raw}} } }

        """;

    public static RateLimitDescriptor Descriptor(string written)
    {
        bool isSet = written.StartsWith('{');
        return new(Entries(written.Trim('{', '}'))) { IsSet = isSet };
    }

    public static RateLimitEntry[] Entries(string written) =>
        [.. written.Split(',').Select(entry => entry.Split('=')).Select(pair => new RateLimitEntry(pair[0], pair[1]))];

    private static string Written(RateLimitCounter counter) => $"{counter.What["limit:".Length..^"/UTC".Length]} {counter.Limit}{(counter.Amount == 1 ? "" : $" x{counter.Amount}")} {counter.Key}".TrimEnd();
}
