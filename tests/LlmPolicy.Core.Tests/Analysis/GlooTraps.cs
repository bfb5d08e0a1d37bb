namespace LlmPolicy.Tests;

/// <summary>LLMP204x: where Gloo does otherwise than its documentation says, and than is done here.</summary>
internal static class GlooTraps
{
    private const string Respond = "directResponseAction: {status: 200}";

    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["options of one host that another has too"] = new(DiagnosticCodes.SharedOptions, Hosts("[§{0}, {1}]", "[{0}]"), "default/b"),
        ["options of one host that another names behind its own"] = new(DiagnosticCodes.SharedOptions, Hosts("[§{0}, {1}]", "[{1}, {0}]", "options: {}"), "default/b"),
        ["siblings that add headers to three"] = new(DiagnosticCodes.OverwrittenConditions, Siblings(3, "headers", "headers"), "headers"),
        ["siblings that add parameters to five"] = new(DiagnosticCodes.OverwrittenConditions, Siblings(5, "queryParameters", "queryParameters"), "query parameters"),
        ["two matchers of one route that add headers to nine"] = new(
            DiagnosticCodes.OverwrittenConditions,
            Delegation(9, "headers", $"{{matchers: [{{prefix: /a, headers: [{{name: own-1}}]}}, {{prefix: /b, headers: [{{name: own-2}}]}}], {Respond}}}"), "headers"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["a host with options in place"] = Hosts("[{0}, {1}]", "[{0}]", "options: {}", "options: {}"),
        ["hosts that name one thing each"] = Hosts("[{0}]", "[{0}]"),
        ["hosts that begin with another"] = Hosts("[{0}, {1}]", "[{1}]"),
        ["siblings that add headers to four"] = Unmarked(Siblings(4, "headers", "headers")),
        ["siblings that add parameters to three headers"] = Unmarked(Siblings(3, "headers", "queryParameters")),
        ["siblings that add more headers than there is room for"] = Unmarked(Siblings(3, "headers", "headers", "{name: more}, ")),
        ["siblings that inherit nothing"] = Unmarked(Siblings(3, "headers", "headers", all: true)).Replace("inheritableMatchers: true", "inheritableMatchers: false"),
        ["a sibling alone"] = Unmarked(Delegation(3, "headers", $"{{matchers: [{{prefix: /a, headers: [{{name: own}}]}}], {Respond}}}", $"{{matchers: [{{prefix: /b}}], {Respond}}}")),
    };

    private static string Unmarked(string marked) => marked.Replace("§", "", StringComparison.Ordinal);

    private static string Hosts(string first, string second, string secondOptions = "", string firstOptions = "") =>
        Host("a", first, firstOptions) + Host("b", second, secondOptions) + Options("one") + Options("two");

    private static string Host(string name, string references, string options) =>
        $$"""
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: {{name}}}
        spec:
          virtualHost:
            domains: [{{name}}.example]
            {{options}}
            optionsConfigRefs: {delegateOptions: {{references.Replace("{0}", "{name: one, namespace: default}").Replace("{1}", "{name: two, namespace: default}")}}}
            routes:
              - {{Respond}}

        """;

    private static string Options(string name) => $"---\napiVersion: gateway.solo.io/v1\nkind: VirtualHostOption\nmetadata: {{name: {name}}}\nspec: {{options: {{}}}}\n";

    private static string Siblings(int inherited, string kind, string added, string more = "", bool all = false)
    {
        string conditions = all ? $"{added}: [{Conditions(inherited)}, " : $"{added}: [";
        return Delegation(
            inherited,
            kind,
            $"{{matchers: [{{prefix: /a, {conditions}{more}{{name: own-1}}]}}], {Respond}}}",
            $"{{matchers: [{{prefix: /b, {conditions}{more}{{name: own-2}}]}}], {Respond}}}");
    }

    private static string Delegation(int inherited, string kind, params string[] routes) =>
        Sound.Host(
            $"- §{{matchers: [{{prefix: /, {kind}: [{Conditions(inherited)}]}}], inheritableMatchers: true, delegateAction: {{ref: {{name: t, namespace: default}}}}}}",
            beside: $"\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {{name: t}}\nspec: {{routes: [{string.Join(", ", routes)}]}}\n");

    private static string Conditions(int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => $"{{name: x-{i}}}"));
}
