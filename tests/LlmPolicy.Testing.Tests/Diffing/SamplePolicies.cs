using System.Text.Json.Nodes;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Policies of every part that manifests can have: each of a host and some routes, picked by a seed.</summary>
internal static class SamplePolicies
{
    private const int RoutesEach = 4;

    /// <summary>The documents of a policy. Seeds in a row have every part between them.</summary>
    public static IReadOnlyList<JsonObject> Of(int seed)
    {
        Random random = new(seed);
        var host = SampleParts.Hosts[seed % SampleParts.Hosts.Count];
        int[] routes = [.. Enumerable.Range(0, RoutesEach - 1).Select(i => ((seed * (RoutesEach - 1)) + i) % SampleParts.Routes.Count), random.Next(SampleParts.Routes.Count)];
        string[] named = seed % 10 == 0 ? [SampleParts.Named] : [];
        string[] parts = [.. routes.Distinct().Select(route => SampleParts.Routes[route]).Concat(named).Select((part, index) => part.Replace("/at", $"/at{index}", StringComparison.Ordinal))];

        // What a route refers to stands behind it; the route comes first.
        List<JsonObject> documents = [.. Read(host), .. parts.SelectMany(part => Read(part).Skip(1))];
        var service = documents.First(d => (string?)d["kind"] == "VirtualService");
        service["spec"]!["virtualHost"]!["routes"] = new JsonArray([.. parts.Select(part => Read(part)[0].DeepClone())]);

        // An Upstream that nothing refers to has no part in the policy; one is there for edits to refer to.
        return [.. documents.DistinctBy(d => $"{d["kind"]} {d["metadata"]!["namespace"]} {d["metadata"]!["name"]}").Where(d => (string?)d["kind"] != "Upstream" || (string)d["metadata"]!["name"]! is var name && (name is "other" || IsNamed(documents, name)))];
    }

    private static bool IsNamed(List<JsonObject> documents, string upstream) =>
        documents.Exists(d => (string?)d["kind"] != "Upstream" && d.ToJsonString().Contains($"\"name\":\"{upstream}\"", StringComparison.Ordinal));

    /// <summary>As one file: JSON is YAML.</summary>
    public static ManifestFile Write(string name, IEnumerable<JsonObject> documents) => new(name, string.Concat(documents.Select(d => $"---\n{d.ToJsonString()}\n")));

    private static List<JsonObject> Read(string yaml) => [.. YamlDocuments.Read(new ManifestFile("sample", yaml), new DiagnosticBag()).Select(d => ToJson(d)!.AsObject())];

    private static JsonNode? ToJson(ManifestNode node) => node switch
    {
        MapNode map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Text, ToJson(e.Value)))),
        ListNode list => new JsonArray([.. list.Items.Select(ToJson)]),
        ScalarNode { IsPlain: true } scalar when PlainScalar.TypeOtherThanString(scalar.Text) is not null => JsonNode.Parse(scalar.Text),
        ScalarNode scalar => JsonValue.Create(scalar.Text),
        _ => null,
    };
}
