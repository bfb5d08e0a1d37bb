using LlmPolicy.Manifests;
using Newtonsoft.Json.Linq;

namespace LlmPolicy.Tests;

/// <summary>A manifest's documents as an editor hands them to a validator: YAML's values with YAML's types.</summary>
internal static class ManifestJson
{
    public static IReadOnlyList<JToken> Documents(string manifest) =>
        [.. YamlDocuments.Read(new ManifestFile("manifest.yaml", manifest), new DiagnosticBag()).Select(ToJson).Where(j => j.Type != JTokenType.Null)];

    private static JToken ToJson(ManifestNode node) => node switch
    {
        MapNode map => new JObject(map.Entries.Select(e => new JProperty(e.Key.Text, ToJson(e.Value)))),
        ListNode list => new JArray(list.Items.Select(ToJson)),
        ScalarNode { IsNull: true } => JValue.CreateNull(),
        ScalarNode { IsPlain: true, Text: "true" } => new JValue(true),
        ScalarNode { IsPlain: true, Text: "false" } => new JValue(false),
        ScalarNode { IsPlain: true } number when long.TryParse(number.Text, out long value) => new JValue(value),
        ScalarNode text => new JValue(text.Text),
        _ => throw new InvalidOperationException("YAML has no other node."),
    };
}
